"""Are two names one organization's? Names made ready (`names`), words that tell little (`words`), scores (`scoring`)."""

from ingest.matching.names import Name, prepare, variants
from ingest.matching.scoring import THRESHOLD, Match, Party, score, score_names, score_prepared

__all__ = ["THRESHOLD", "Match", "Name", "Party", "prepare", "score", "score_names", "score_prepared", "variants"]
