"""Score every shipped episode out of sample and write the record and the scoreboard.

python -m monazite.evidence --observed FOLDER --docs docs [--members 200] [--keep FOLDER] [NAME ...]

`--keep` names a folder in which simulations are kept between calls (by what they were made from).
With names only these are simulated; the others must have been kept.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import sys
import time
from pathlib import Path

from monazite.errors import MonaziteError
from monazite.evidence.episode import (
    Episode,
    read_episode,
    shipped_episodes,
    telling_the_same,
)
from monazite.evidence.hindcast import (
    MEMBERS,
    Simulated,
    profiles_for,
    score_episode,
    simulate_episode,
)
from monazite.evidence.known_world import known_world
from monazite.evidence.priors import mark
from monazite.evidence.record import entry_of
from monazite.evidence.scoreboard import render
from monazite.evidence.scores_on_file import FILE


def _mark(episode: Episode, members: int) -> str:
    parts = [known_world(episode).world.fingerprint, str(members)]
    parts += [path.read_text("utf-8") for path in sorted(episode.folder.iterdir())]
    here = Path(__file__).parent
    names = (
        "members",
        "priors",
        "quantities",
        "free_on_board",
        "rebalance",
        "stated_year",
        "score",
    )
    code = [here / f"{name}.py" for name in names]
    code += [here / "library" / "priors.yaml", *sorted((here.parent / "market").glob("*.py"))]
    parts += [path.read_text("utf-8") for path in code]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def main() -> int:
    """Run the command; return 1 where an episode could not be scored at all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--observed", type=Path)
    parser.add_argument("--docs", type=Path, required=True)
    parser.add_argument("--members", type=int, default=MEMBERS)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--processes", type=int)
    asked = parser.parse_args()
    simulated: dict[str, Simulated] = {}
    failed: dict[str, dict[str, str]] = {}
    for name in shipped_episodes():
        begin = time.perf_counter()
        try:
            episode = read_episode(name)
            kept = None
            if asked.keep is not None:
                asked.keep.mkdir(parents=True, exist_ok=True)
                kept = asked.keep / f"{name}-{_mark(episode, asked.members)}.pickle"
            if kept is not None and kept.is_file():
                simulated[name] = pickle.loads(kept.read_bytes())
                continue
            if asked.names and name not in asked.names:
                failed[name] = {"reason": "not simulated in this call"}
                continue
            made = simulate_episode(
                episode, asked.members, asked.observed, processes=asked.processes
            )
        except MonaziteError as error:
            failed[name] = {"reason": error.faults[0].found, "where": error.faults[0].where}
            print(f"{name}: {error}", file=sys.stderr)
            continue
        simulated[name] = made
        if kept is not None:
            kept.write_bytes(pickle.dumps(made))
        print(f"{name}: {time.perf_counter() - begin:.1f} s", file=sys.stderr)
    evidence = {name: one.evidence() for name, one in simulated.items()}
    entries: dict[str, object] = {}
    for name, one in simulated.items():
        same = {name, *telling_the_same(one.episode)}
        training = {o: e for o, e in evidence.items() if o not in same and e.square_error}
        others = [other for key, other in simulated.items() if key != name]
        result = score_episode(one, training, profiles_for(one.episode, others))
        entries[name] = entry_of(one, result)
    content = {
        "members": asked.members,
        "draws": mark(),
        "episodes": dict(sorted(entries.items())),
        "not_scored": dict(sorted(failed.items())),
    }
    library = Path(__file__).parent / "library"
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    (library / FILE).write_text(text, encoding="utf-8")
    for lang in ("en", "zh"):
        place = asked.docs / lang / "scoreboard.md"
        place.write_text(render(content, lang), encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
