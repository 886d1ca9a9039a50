"""`python -m benchmarks [name ...]` runs the named benchmarks, or all of `BENCHMARKS`."""

import sys

from . import film, frame, imports, memory, slider, training_step, triangle

BENCHMARKS = {
    "imports": imports.run,
    "frame": frame.run,
    "memory": memory.run,
    "slider": slider.run,
    "film": film.run,
    "triangle": triangle.run,
    "training": training_step.run,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
        return 1
    for name in names or BENCHMARKS:
        print(f"\n## {name}\n")
        BENCHMARKS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
