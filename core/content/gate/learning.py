"""Learning: how much each word speaks for spam, from what moderators have decided (a naive Bayes classifier).

Source: Graham, "A Plan for Spam", 2002, with the estimates of NLTK. What is learned is of this installation alone, and
is in MongoDB (`meta`), from where each worker reads it (core/content/gate/learned.py).
"""

from collections import Counter
from typing import Any

from core.schemas.lessons import StoredLesson, StoredModel
from core.servers.mongo import collection

MODEL = "gate_model"
# Of spam and of other texts so many each, before anything is learned.
LESSONS_MIN = 20
# The latest; and the words that most of them have, each in at least so many.
LESSONS_MAX, WORDS_MAX, SEEN_MIN = 20_000, 5_000, 3
# In bits. A word that says less says nothing.
WEIGHT_MIN = 0.5


def learn() -> int:
    """Learn anew from all that is remembered; how many words it has something to say about. What was learned from
    lessons that are too few by now is forgotten."""
    lessons = list(collection("lessons").find({}, {"words": 1, "is_spam": 1}).sort("at", -1).limit(LESSONS_MAX))
    spam = sum(each["is_spam"] for each in lessons)
    if min(spam, len(lessons) - spam) < LESSONS_MIN:
        collection("meta").delete_one({"_id": MODEL})
        return 0
    weights = _weights(lessons)
    model = {"words": list(weights), "weights": list(weights.values())}
    collection("meta").replace_one({"_id": MODEL}, model, upsert=True)
    return len(weights)


def _weights(lessons: list[StoredLesson]) -> dict[str, float]:
    # Only whoever learns needs it, and it takes 53 MB and a second.
    from nltk.classify.naivebayes import NaiveBayesClassifier

    seen = Counter(word for each in lessons for word in each["words"])
    known = {word for word, count in seen.most_common(WORDS_MAX) if count >= SEEN_MIN}
    examples = [({word: True for word in each["words"] if word in known}, each["is_spam"]) for each in lessons]
    classifier = NaiveBayesClassifier.train(examples)
    prior = _bits(classifier, {})
    found = {word: _bits(classifier, {word: True}) - prior for word in sorted(known)}
    return {word: round(bits, 3) for word, bits in found.items() if abs(bits) >= WEIGHT_MIN}


def _bits(classifier: Any, words: dict[str, bool]) -> float:
    """How much these words speak for spam, with how much of what is decided about is."""
    chances = classifier.prob_classify(words)
    return float(chances.logprob(True) - chances.logprob(False))


def stored() -> StoredModel | None:
    """What was learned last; None when nothing was."""
    return collection("meta").find_one({"_id": MODEL})
