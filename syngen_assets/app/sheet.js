/* The sheet of one pair: every key and touch is answered here, and only a filled sheet is sent. */

const LETTERS = ["a", "b"];
const PATIENCE = 8000; // ms after which somebody should know that nothing was saved
const sheets = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  if (!sheets.has(parentElement)) sheets.set(parentElement, new Sheet(parentElement));
  const sheet = sheets.get(parentElement);
  sheet.show(component);
  return () => sheet.leave();
}

class Sheet {
  constructor(parent) {
    this.root = parent.querySelector("#sheet");
    this.pressed = (event) => this.key(event);
    this.drafts = drafts();
    this.find("textarea").addEventListener("input", (event) => {
      this.form.comment = event.target.value;
      this.keep();
    });
    this.find(".undo").addEventListener("click", () => this.undo());
    this.find(".talk").addEventListener("click", () => this.talk());
    this.find(".foreign").addEventListener("click", () => this.foreign());
    this.find(".keys").addEventListener("click", () => this.help());
    this.find(".save").addEventListener("click", () => this.save());
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  /* Streamlit calls this after every run of the page, with the same pair or another one. */
  show({ data, setTriggerValue }) {
    this.send = setTriggerValue;
    const other = this.data?.ticket !== data.ticket || this.data?.turn !== data.turn;
    this.data = data;
    for (const ticket of data.saved) this.drafts.removeItem(this.name(ticket));
    document.removeEventListener("keydown", this.pressed, true);
    document.addEventListener("keydown", this.pressed, true);
    if (!other) return;
    this.wait(false);
    this.root.dataset.turn = data.turn;
    this.form = this.draft() ?? structuredClone(data.given) ?? this.blank();
    this.order = this.steps().filter((step) => this.value(step) !== null);
    this.draw();
    this.text(".trouble", data.problem);
    this.text(".heard", data.heard);
    if (!data.problem && !data.settles) this.begin(); // who settles reads what stands above first
  }

  leave() {
    clearTimeout(this.late);
    document.removeEventListener("keydown", this.pressed, true);
  }

  /* What is filled in. */
  blank() {
    const none = () => this.data.axes.map(() => null);
    return { a: none(), b: none(), better: null, comment: "", foreign: false };
  }

  steps() {
    const rated = LETTERS.flatMap((letter) => this.data.axes.map((_, at) => [letter, at]));
    return [...rated.map(([letter, at]) => `${letter}${at}`), "better"];
  }

  value(step) {
    return step === "better" ? this.form.better : this.form[step[0]][Number(step.slice(1))];
  }

  put(step, value) {
    if (step === "better") this.form.better = value;
    else this.form[step[0]][Number(step.slice(1))] = value;
    this.order = this.order.filter((other) => other !== step);
    if (value !== null) this.order.push(step);
    this.form.foreign = false;
    this.keep();
  }

  missing() {
    return this.form.foreign ? [] : this.steps().filter((step) => this.value(step) === null);
  }

  /* Drafts outlive a reload and a closed browser; a saved sheet needs none. */
  name(ticket) {
    return `syngen-review-${ticket}`;
  }

  draft() {
    try {
      const kept = JSON.parse(this.drafts.getItem(this.name(this.data.ticket)));
      const fits = kept && LETTERS.every((one) => kept[one]?.length === this.data.axes.length);
      return fits ? kept : null;
    } catch {
      return null;
    }
  }

  keep() {
    this.drafts.setItem(this.name(this.data.ticket), JSON.stringify(this.form));
  }

  /* What is seen. */
  text(selector, said) {
    this.find(selector).textContent = said ?? "";
  }

  draw() {
    const { data } = this;
    this.text(".where", data.where);
    this.text(".question", data.question);
    this.find(".question").ariaLevel = this.level;
    this.text(".notice", data.notice);
    const bar = this.find("progress");
    bar.hidden = !data.of;
    if (data.of) [bar.max, bar.value] = [data.of, data.place - 1];
    this.root.classList.toggle("bare", !data.of);
    this.find(".foreign").hidden = data.settles;
    this.find(".two").replaceChildren(...LETTERS.map((letter) => this.answer(letter)));
    this.find(".choices").replaceChildren(
      ...data.choices.map(([value, said, key]) => this.radio("better", value, said, said, key)),
    );
    this.find(".help").replaceChildren(
      ...data.keys.flatMap(([key, does]) => [made("dt", "", key), made("dd", "", does)]),
    );
    this.find("textarea").value = this.form.comment;
    const open = this.find(".said").classList.toggle("open", Boolean(this.form.comment));
    this.find(".talk").setAttribute("aria-expanded", open);
    this.fill();
  }

  /* Which heading the question is: the page's own, or one below what stands above it. */
  get level() {
    return this.data.settles ? 4 : 1;
  }

  answer(letter) {
    const column = made("section", "answer");
    const said = this.data.names[LETTERS.indexOf(letter)];
    column.setAttribute("aria-label", said);
    const axes = made("div", "axes");
    axes.append(made("p", "scale", this.data.scale.map((word, at) => `${at + 1} ${word}`).join("  ·  ")));
    axes.append(...this.data.axes.map((axis, at) => this.axis(letter, at, axis)));
    const title = made("h2", "", said);
    title.ariaLevel = this.level + 1;
    column.append(title, made("p", "text", this.data[letter]), axes);
    return column;
  }

  axis(letter, at, [name, about]) {
    const row = made("fieldset", "axis");
    row.dataset.step = `${letter}${at}`;
    row.tabIndex = -1;
    const legend = made("legend", "");
    legend.append(made("span", "name", name), made("span", "about", about));
    const marks = made("div", "marks");
    marks.append(
      ...this.data.scale.map((word, index) =>
        this.radio(row.dataset.step, index + 1, `${index + 1}, ${word}`, `${index + 1}`),
      ),
    );
    row.append(legend, marks);
    return row;
  }

  radio(step, value, label, shown, key) {
    const mark = made("label", "");
    const input = made("input", "");
    [input.type, input.name, input.value] = ["radio", step, value];
    input.setAttribute("aria-label", label);
    mark.title = label; // on the input it would be read out twice
    input.addEventListener("change", () => {
      this.put(step, value);
      this.fill();
    });
    const face = made("span", "", shown);
    if (key) face.append(made("kbd", "", key));
    mark.append(input, face);
    return mark;
  }

  row(step) {
    return step === "better" ? this.find(".better") : this.find(`[data-step="${step}"]`);
  }

  /* Show what is filled in, and where one is. */
  fill() {
    for (const input of this.root.querySelectorAll("input")) {
      const value = this.value(input.name);
      input.checked = value !== null && String(value) === input.value;
    }
    this.root.classList.toggle("off", this.form.foreign);
    this.find(".foreign").setAttribute("aria-pressed", this.form.foreign);
    const left = this.missing();
    this.find(".save").classList.toggle("ready", !left.length);
    this.text(".trouble", "");
    this.go(left[0] ?? null, false);
  }

  go(step, focus = true) {
    this.step = step;
    for (const row of this.root.querySelectorAll("fieldset")) {
      const now = step !== null && row === this.row(step) && !this.form.foreign;
      row.classList.toggle("now", now);
      if (now) row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
    }
    if (!focus) return;
    const place = step === null ? this.find(".save") : this.row(step);
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: "nearest" });
  }

  begin() {
    this.find(".question").focus({ preventScroll: true });
    this.root.scrollIntoView({ block: "start" });
  }

  /* Keys. */
  key(event) {
    const typing = event.composedPath()[0];
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || this.saving) return;
    if (typing === this.find("textarea")) {
      if (event.key === "Escape") this.go(this.step);
      if (event.key === "Escape") event.preventDefault();
      event.stopPropagation(); // a letter of a comment is no command, of Streamlit's neither
      return;
    }
    if (!this.root.contains(typing) && typing.matches?.("input, textarea, select, button, a, [role]"))
      return;
    const act = this.act(event.key, typing);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  act(key, typing) {
    const moves = { ArrowUp: -1, ArrowDown: 1 };
    const sides = { ArrowLeft: "a", ArrowRight: "b", "=": "tie", a: "a", b: "b", t: "tie" };
    const commands = { u: "undo", c: "talk", n: "foreign", "?": "help" };
    const within = typing.type === "radio" && key.startsWith("Arrow") && !(key in moves);
    if (/^[1-9]$/.test(key) && key <= this.data.scale.length)
      return this.step && this.step !== "better" ? () => this.choose(this.step, Number(key)) : () => {};
    if (key in moves) return () => this.move(moves[key]);
    if (key in sides && !within) return () => this.choose("better", sides[key]);
    if (key in commands) return () => this[commands[key]]();
    const other = typing.matches?.("button:not(.save)");
    return key === "Enter" && !other ? () => this.save() : null;
  }

  choose(step, value) {
    this.put(step, value);
    const steps = this.steps();
    const after = steps.slice(steps.indexOf(step) + 1).find((one) => this.value(one) === null);
    this.fill();
    this.go(after ?? this.missing()[0] ?? null);
  }

  move(by) {
    const steps = this.steps();
    const at = this.step === null ? steps.length : steps.indexOf(this.step);
    this.go(steps[Math.min(Math.max(at + by, 0), steps.length - 1)]);
  }

  /* Commands. */
  undo() {
    if (this.form.foreign) return this.foreign();
    const last = this.order.at(-1);
    if (last === undefined) {
      if (this.data.can_go_back) this.ask("back", {});
      else this.text(".heard", "There is nothing to undo.");
      return;
    }
    this.put(last, null);
    this.fill();
    this.go(last);
  }

  talk() {
    const open = this.find(".said").classList.toggle("open", true);
    this.find(".talk").setAttribute("aria-expanded", open);
    this.find("textarea").focus();
  }

  foreign() {
    if (this.data.settles) return;
    this.form.foreign = !this.form.foreign;
    this.keep();
    this.fill();
    this.go(this.form.foreign ? null : this.step);
  }

  help() {
    const help = this.find(".help");
    help.hidden = !help.hidden;
    this.find(".keys").setAttribute("aria-expanded", !help.hidden);
    if (!help.hidden) help.scrollIntoView({ block: "nearest" });
  }

  save() {
    if (this.saving) return;
    const left = this.missing();
    if (!left.length) return this.ask("review", this.form);
    this.go(left[0]);
    const rated = left.filter((step) => step !== "better").length;
    const lacks = [rated && `${rated} rating${rated > 1 ? "s" : ""}`, left.includes("better") && "the better answer"];
    this.text(".trouble", `Not saved yet: ${lacks.filter(Boolean).join(" and ")} still missing.`);
  }

  ask(what, form) {
    this.wait(true);
    this.send(what, { ...form, ticket: this.data.ticket, once: Math.random() });
  }

  wait(saving) {
    clearTimeout(this.late);
    this.saving = saving;
    this.find(".save").setAttribute("aria-disabled", saving);
    if (!saving) return;
    this.late = setTimeout(() => {
      this.saving = false;
      this.text(".trouble", "The app has not answered, so this is not saved yet. What you filled in is kept in this browser; press Enter to try again.");
    }, PATIENCE);
  }
}

function made(tag, name, said = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.textContent = said;
  return element;
}

/* A browser may forbid its store; the sheet then lives as long as its page. */
function drafts() {
  try {
    localStorage.getItem("syngen-review");
    return localStorage;
  } catch {
    const kept = new Map();
    return {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, text) => kept.set(name, text),
      removeItem: (name) => kept.delete(name),
    };
  }
}
