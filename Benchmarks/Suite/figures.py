"""The table of results: one row per figure, and whether what must be is."""
import statistics


def spelled(value):
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.1f}" if abs(value) >= 100 else f"{value:.2f}"


class Figures:
    def __init__(self):
        self.rows = []

    def begin(self, title):
        print(f"\n{title}\n{'':46}{'median':>10}{'min':>10}{'max':>10}  runs", flush=True)

    def add(self, name, values, at_most=None, at_least=None):
        """`values`: one per run, or per pair of runs; what must be is asked of their median."""
        median = statistics.median(values)
        bound, verdict = "", ""
        if at_most is not None or at_least is not None:
            bound = f"≤ {at_most:g}" if at_most is not None else f"≥ {at_least:g}"
            kept = median <= at_most if at_most is not None else median >= at_least
            verdict = "kept" if kept else "BROKEN"
        self.rows.append((name, bound, verdict))
        numbers = "".join(f"{spelled(value):>10}" for value in (median, min(values), max(values)))
        print(f"{name:46}{numbers}{len(values):>6}  {bound:8}{verdict}", flush=True)

    def all_kept(self):
        bound = [row for row in self.rows if row[1]]
        broken = [row for row in bound if row[2] == "BROKEN"]
        print(f"\n{len(bound) - len(broken)} of {len(bound)} bounds are kept")
        return not broken
