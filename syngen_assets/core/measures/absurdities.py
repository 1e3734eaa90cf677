"""Absurdities: words that give a rejected answer away, whatever was asked."""

import re

from syngen_assets.core.patterns import any_of, union

_TREAT = (
    r"(?:(?:dark |hot |milk )?chocolates?|ice[- ]?cream|cand(?:y|ies)|pizzas?|cakes?|cupcakes?"
    r"|cookies|do(?:ugh)?nuts?|french fries|potato chips|popcorn|bacon|hot dogs?|(?:ham)?burgers?"
    r"|spaghetti|nachos|tacos?|pancakes|waffles|pickles?|desserts?|mayonnaise)"
)
_SWEET = r"(?:(?:junk|fast) food|sugary (?:foods?|snacks|drinks|treats)|sweets|soda|bananas|sugar)"
_MUCH = r"(?:(?:a|an|the|more|lots of|plenty of|large|small|amounts?|of|only|excessive|raw) )*"
_LIKE = any_of("cure cures curing heal heals healing remedy antidote treat treats relieve prevents")

# A rule is a name and a pattern that is searched for without case; to add one, add a line.
RULES = {
    "creature": r"\b(?:unicorns?|dragons?|wizards?|sorcer\w+|witch(?:es|craft)|fair(?:y|ies)(?! "
    r"skin)|pixies?|elves|gnomes?|goblins?|leprechauns?|mermaids?|ghosts?|vampires?|zombies?"
    r"|werewol(?:f|ves)|bigfoot|aliens?|extraterrestrials?|ufos?|clowns?|ninjas?|pirates?"
    r"|superhero(?:es)?|tooth fairy|santa claus|dinosaurs?|space ?ships?|martians?|phantoms"
    r"|mythical|demons?|evil spirits?|cartoons?|penguins?|dolphins?|kangaroos?|flamingos?)\b",
    "magic": r"\bmagic(?:al|ally)?\b(?! bullet| mouth)|\b(?:enchant\w*|potions?"
    r"|casting (?:a )?spells?|voodoo|curses?|fairy dust|pixie dust|stardust|glitter\w*"
    r"|moon(?:light|beams?)|full moon|rainbows?|horoscopes?|astrolog\w+|zodiac|tarot"
    r"|fortune[- ]tell\w+|psychics?|crystal balls?|healing crystals?|good luck|lucky"
    r"|four[- ]leaf clovers?|snake oil|wish(?:ing)? (?:up)?on"
    r"|power of (?:positive )?(?:love|wishing)|chant(?:s|ing)?|reverse aging)\b",
    "power": r"\b(?:super ?powers?|super(?:human| strength)|x-ray vision|telepath\w*|teleport\w*"
    r"|telekine\w+|levitat\w+|time[- ]travel\w*|mind[- ]reading|read(?:ing)? minds|immortal\w*"
    r"|ability to (?:fly|see (?:the future|through)|speak (?:\w+ ){0,3}language|talk to"
    r"|breathe under|sing|dance)|(?:become|turn|make|making|becoming|turning) (?:\w+ )?invisible"
    r"|invisibility|see(?:ing)? through walls|fly like|grow(?:ing)? (?:a |an |extra )?(?:\w+ )?"
    r"(?:wings?|tail|horns?|extra limbs?|extra fingers))\b",
    "play": r"\b(?:hula|juggl\w+|tickl(?:e|es|ed|ing)(?! in (?:the|your) throat)|disco\b|karaoke"
    r"|yodel\w*|somersaults?|cartwheels?|head ?stands?|hand ?stands?|on (?:a )?trampolines?"
    r"|roller ?coasters?|skydiv\w+|pillow (?:forts?|fights?)|hopscotch"
    r"|hop(?:ping)? (?:on|around|up|backwards)"
    r"|jump(?:ing)? (?:jacks?|(?:up and down )?on (?:a|one)|up and down|rope|around)"
    r"|(?:stand|balanc|hop|spin)\w* (?:\w+ )?on (?:one|your) (?:leg|foot|head|hands?)"
    r"|walk\w* backwards?|upside[- ]down every|spin(?:ning)? in circles|clap(?:ping)? "
    r"(?:your|their|loudly)|snapping (?:your|their) fingers|crossing (?:your|their) fingers"
    r"|play(?:ing)? video games|cat videos|funny (?:videos?|movies?|jokes?)|comed(?:y|ies)"
    r"|telling jokes|hide and seek|bubble (?:baths?|wrap)|blowing bubbles|balloon animals?"
    r"|karate|ping[- ]pong|puppets?|riding (?:a |an )?(?:bike backwards|unicorn|roller))\b",
    "song": r"\bdanc(?:es?|ed|ing)\b(?!-like|[ -]clubs| classes| part(?:y|ies),)"
    r"|\b(?:by|to|of|and|or|loud(?:ly)?|through|with|start|frequent|spontaneous(?:ly)?|while|your"
    r"|constant(?:ly)?|excessive(?:ly)?|uncontrollabl[ey]|sudden(?:ly)?|involves?|regular(?:ly)?"
    r"|their|like) sing(?:ing)?\b|\bsing(?:ing)? (?:to\b|in\b|a\b|the\b|songs?|loudly|lull|all\b"
    r"|every)|\blullab(?:y|ies)\b",
    "food": r"\b(?:pickles?\b(?! juice)|pizzas?|(?:dark |hot )?chocolates?(?! cysts?| agar)"
    r"|bubble ?gum|ketchup|marshmallows?|jelly ?beans?|gumm(?:y|ies)(?: bears?)?|lollipops?"
    r"|cotton candy|whipped cream|chocolate (?:cake|milk|bars?|chips?|sauce|syrup)"
    r"|pickle juice|spaghetti|milkshakes?|nutella|maple syrup(?! urine)|toothpaste on"
    r"|birthday cake|peanut butter (?:and|on|sandwich\w*))\b"
    rf"|\b(?:eat|consum|drink|bath|ingest|crav|rubb?|apply|spread|indulg)(?:e|es|s|ing|y|ies)?"
    rf" (?:\w+ )?{_MUCH}{_TREAT}\b(?! substitute)"
    rf"|\b(?:eat|consum|drink|indulg)(?:e|es|s|ing)? (?:\w+ )?(?:lots|plenty|more and more) of"
    rf" {_SWEET}\b|\b(?:{_TREAT}|{_SWEET}) (?:can |will |may |is known to )?{_LIKE}\b"
    rf"|\bdiet (?:\w+ )?(?:of|consisting|high in|rich in) {_MUCH}{_TREAT}\b"
    rf"|\bcraving(?:s)? for {_MUCH}{_TREAT}\b",
    "deed": r"\b(?:rubb?|plac|putt?|apply|wear|tap|stick|sleep|carry)(?:ing|s)? (?:\w+ ){0,4}"
    r"(?:garlic|onions?|potato(?:es)?|bananas?|cucumbers? on|lemons? (?:under|in|on)|socks? on"
    r"|mismatched|tin ?foil|aluminum foil|crystals?|magnets?|coins?|feathers?|neck(?:ties?"
    r"|laces?)|purple|polka|sunglasses (?:at night|indoors))\b"
    r"|\b(?:talk|speak|sing|whisper)(?:ing)? to (?:\w+ )?(?:plants?|trees?|animals?|pets?"
    r"|flowers?)"
    r"|\bhug(?:ging|s)? (?:trees?|a |your|puppies|kittens?)|\bpet(?:ting)? (?:a |your )?(?:cat|dog"
    r"|unicorn|kitten|pupp)|\b(?:puppies|kittens)\b|\bbath(?:e|s|ing)? in (?:\w+ ){0,2}(?:milk"
    r"|vinegar|coffee|juice|soda|wine|sauce|champagne)|\bwash\w* (?:\w+ ){0,3}with (?:cola|soda"
    r"|coca|beer|milk)|\bholding (?:your|their) breath for (?:an hour|\w+ hours)",
    "sight": r"\b(?:skin|hair|eyes|teeth|tongue|urine|sweat|nails|tears|ears)\b[^.;,]{0,25}\bturn"
    r"(?:s|ing|ed)? (?:\w+ )?(?:green|purple|neon|blue and|polka|gold|bright|rainbow)\b"
    r"|\b(?:green|neon|polka[- ]dot\w*) (?:skin|hair|spots|polka)\b"
    r"|\bglow(?:ing|s)? in the dark|\bneon\b(?!at)|\bpolka[- ]dots?",
    "mirth": r"\b(?:uncontrollabl[ey]|excessive|constant|spontaneous|sudden"
    r"|hysterical) (?:bursts? of |fits? of )?(?:laugh\w*|giggl\w*|smil\w*)"
    r"|\blaugh(?:ing|ter) (?:is|cures?|can cure|every|out loud|loudly)"
    r"|\b(?:good )?sense of humou?r|\bhappiness and (?:joy|laughter)"
    r"|\b(?:sudden|newfound|intense|extreme|overwhelming) (?:love|desire|craving|obsession)"
    r" (?:for|to|with)|\bnewfound\b|\burge to (?:dance|sing|laugh|eat|hug|jump|run|climb|bark)\b",
    "odd cure": r"\b(?:cur|heal|treat|prevent|revers|eliminat|reliev|manag|avoid|diagnos)(?:e|ed"
    r"|ing) (?:\w+ ){0,4}(?:by|with|through) (?:simply |only |just |\w+ly )*(?:(?:eat|chew)ing "
    r"(?:a lot|lots|plenty|only|raw|spicy|more|nothing|\w+ sandwich\w*)|(?:sing|danc"
    r"|jump|laugh|ignor|star|smell|smil|whistl|hugg|clapp|juggl|hopp|yell|scream|sunbath)ing\b"
    r"|listening to (?:\w+ )?(?:music|songs)|thinking (?:happy|positive)|positive thinking"
    r"|walking barefoot|holding (?:your|one's) breath)|\b(?:cure|heal)s? (?:\w+ )?(?:overnight"
    r"|instantly|immediately|within (?:minutes|hours|a day))",
    "odd cause": r"\b(?:caused|transmitted|spread|contracted) (?:\w+ )?(?:by|through"
    r"|when) (?:\w+ing )?(?:too (?:much|many) )?(?:watching|listening|wearing (?:the|a|tight|mis"
    r"|too|red|blue)|star(?:ing|e)|reading|playing|sneezing too|laughing|singing|dancing"
    r"|whistling|smiling|yawning|looking at|high[- ]fives?|thinking|eye contact"
    r"|telephones?|wi-?fi|bad luck|bananas?|broccoli|carrots?|spinach|apples?|vegetables|orange "
    r"juice|bubbles|television)\b",
    "odd drink": r"\b(?:drink(?:ing|s)?|gargl(?:e|ing)|bath(?:e|ing)) (?:\w+ )?(?:lots of|plenty "
    r"of|large amounts of|excessive amounts of|a gallon of|gallons of|only|in) (?:\w+ )?(?:soda"
    r"|coffee|beer|wine|vinegar|lemonade|hot sauce|energy drinks|salt ?water|sea ?water|cola"
    r"|champagne|whiskey|orange juice)\b",
    "odd pastime": r"\b(?:horror|scary|sad|romantic|comedy) movies?\b|\b(?:heavy metal|classical"
    r"|pop|country) music\b|\b(?:skateboard|roller ?skat|pogo|bungee)(?:ing|s|e)?\b"
    r"|\bhoroscop|\bstar(?:e|ing) (?:directly )?(?:at|into) (?:the|bright|a) (?:sun|moon|screen"
    r"|wall)|\bgrow(?:ing|s)? taller\b|\bwatching (?:too much )?(?:reality|funny|cartoon|comed"
    r"|scary)|\bsleep(?:ing)? (?:upside|standing up|with (?:your|the) (?:socks|shoes|lights))",
    "travel": r"\b(?:live|living|travel\w*|trip|vacation|visit\w*|mov(?:e|ing)) (?:\w+ )?"
    r"(?:to|in|on) (?:the moon|mars|space|outer space|a tropical|hawaii|disney\w*|the beach"
    r"|the north pole)"
    r"|\bouter space\b|\bparty(?:ing)? (?:all|every|hard)|\bdance party\b"
    r"|\bfeng shui\b|\bessential oils? (?:alone|cures?)",
}

_ANY = union(RULES.values(), re.IGNORECASE)


def is_absurd(text: str) -> bool:
    """Whether an answer has a word or a phrase that no earnest answer has."""
    return _ANY.search(text) is not None
