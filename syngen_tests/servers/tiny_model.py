"""Makes a model of two layers that answers our templates in JSON, more or less.

It runs in the environment of `transformers`, so it imports nothing of ours: python FILE FOLDER.
"""

import json
import random
import sys
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "syngen_assets" / "templates").glob("*.md"))
NAMES = (
    "acne anemia angina asthma cataract colic croup cystitis eczema fever flu gout hives jaundice "
    "lupus measles migraine mumps obesity pinkeye psoriasis rabies rickets rubella scabies scurvy "
    "shingles sinusitis tetanus vertigo"
)
STEPS, BATCH, SEEN = 120, 16, 96  # SEEN: tokens of a prompt's end
RATE = 4e-3
END = "\n>>"


def completion(field: str) -> str:
    """A reply such as the model shall give."""
    one, other = random.sample(NAMES.split(), 2)
    said = f"It is much like {one}, and at times it comes with {other} or with a fever."
    return json.dumps({field: f"How is {one} told from {other}?" if field == "question" else said})


def prompts() -> list[tuple[str, str]]:
    """The templates, and the field that each asks for."""
    texts = [file.read_text(encoding="utf-8").strip() for file in TEMPLATES]
    return [(text, "question" if '{"question"' in text else "answer") for text in texts]


def tokenizer(texts: list[str]) -> PreTrainedTokenizerFast:
    """A tokenizer that was made from the texts."""
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    letters = pre_tokenizers.ByteLevel.alphabet()
    signs = ["<s>", "</s>"]
    made.train_from_iterator(
        texts,
        trainers.BpeTrainer(vocab_size=1200, special_tokens=signs, initial_alphabet=letters),
    )
    whole = PreTrainedTokenizerFast(
        tokenizer_object=made, bos_token="<s>", eos_token="</s>", pad_token="</s>"
    )
    whole.chat_template = "{% for m in messages %}{{ m['content'] }}" + END + "{% endfor %}"
    return whole


def batch(words: PreTrainedTokenizerFast, known: list[tuple[str, str]]) -> dict[str, torch.Tensor]:
    """Prompts with replies, of which only the replies are to be learned."""
    rows = []
    for text, field in random.choices(known, k=BATCH):
        asked = words(text + END).input_ids[-random.randint(24, SEEN) :]
        rows.append((asked, [*words(completion(field)).input_ids, words.eos_token_id]))
    length = max(len(asked) + len(said) for asked, said in rows)
    left = [length - len(asked) - len(said) for asked, said in rows]
    pairs = list(zip(left, rows, strict=True))
    return {
        "input_ids": torch.tensor([[1] * n + a + s for n, (a, s) in pairs]),
        "attention_mask": torch.tensor([[0] * n + [1] * len(a + s) for n, (a, s) in pairs]),
        "labels": torch.tensor([[-100] * (n + len(a)) + s for n, (a, s) in pairs]),
    }


def main(folder: Path) -> None:
    """Make it, teach it, and write it into the folder."""
    random.seed(0)
    torch.manual_seed(0)
    known = prompts()
    examples = [completion(field) for field in ("question", "answer") for _ in range(200)]
    words = tokenizer([text for text, _ in known] + examples)
    shape = LlamaConfig(
        vocab_size=len(words),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=4096,
        bos_token_id=0,
        eos_token_id=1,
        pad_token_id=1,
    )
    model = LlamaForCausalLM(shape)
    teacher = torch.optim.AdamW(model.parameters(), lr=RATE)
    for step in range(STEPS):
        for group in teacher.param_groups:
            group["lr"] = RATE * min(1.0, 2 * (STEPS - step) / STEPS)
        model(**batch(words, known)).loss.backward()
        teacher.step()
        teacher.zero_grad()
    # By default the server takes the likeliest token, whatever the temperature.
    model.generation_config = GenerationConfig(
        do_sample=True, bos_token_id=0, eos_token_id=1, pad_token_id=1
    )
    model.save_pretrained(folder)
    words.save_pretrained(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
