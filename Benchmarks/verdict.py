#!/usr/bin/env python3
"""Prints what first_sync.py measured, and ends with 1 unless the promises are kept.

Usage: verdict.py RESULT      (one line of JSON per company, the smaller first)
"""
import json
import sys


def main():
    runs = [json.loads(line) for line in open(sys.argv[1])]
    print(f"{'people':>9}{'records':>11}{'touchpoints':>13}{'seconds':>9}{'records/s':>11}{'calls':>8}{'fewest':>8}"
          f"{'ratio':>7}{'peak MiB':>10}{'store MiB':>11}")
    for r in runs:
        print(f"{r['people']:>9,}{r['records']:>11,}{r['touchpoints']:>13,}{r['seconds']:>9.1f}"
              f"{r['records'] / r['seconds']:>11,.0f}{r['calls']:>8,}{r['fewest']:>8,}{r['calls'] / r['fewest']:>7.3f}"
              f"{r['peak']:>10.1f}{r['store']:>11.1f}")
    small, large = runs[0], runs[-1]
    print("\nfewest calls, by page sizes: " + " + ".join(
        f"{name} {calls:,}" for name, calls in sorted(large["sum"].items(), key=lambda part: -part[1]) if calls)
        + f" = {large['fewest']:,}")
    print(f"nothing new: {large['idle_seconds']:.2f} s, {large['idle_calls']} calls, {large['idle_changes']} changes\n")
    promises = [
        ("calls at most 1.05 times the fewest", large["calls"] <= 1.05 * large["fewest"]),
        ("peak memory at most 96 MiB", large["peak"] <= 96),
        (f"within 10 MiB of a company of {small['people']:,}", large["peak"] <= small["peak"] + 10),
        ("nothing new, nothing changed", large["idle_changes"] == 0),
    ]
    for promise, is_kept in promises:
        print(f"{'kept' if is_kept else 'BROKEN':<7} {promise}")
    return 0 if all(is_kept for _, is_kept in promises) else 1


if __name__ == "__main__":
    sys.exit(main())
