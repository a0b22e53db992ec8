"""No room left: on a small tmpfs where root may mount, else by a limit of how large a file may grow."""

import contextlib
import resource
import subprocess
from pathlib import Path

from company import Sandbox, is_root

NO_ROOM = r"no room|No space left|File too large|is a quota"


def run(world):
    sandbox = Sandbox(world, 300)
    calm = world.place(sandbox)
    calm.must_complete("an undisturbed sync completes")
    truth = calm.canonical()
    size = calm.store.stat().st_size
    shares = [0.002, 0.05, 0.4, 0.9] + [world.random.uniform(0, 1.2) for _ in range(20 if world.is_long else 0)]
    limits(world, sandbox, truth, size, shares)
    if not can_mount(world):
        print("  (may not mount here: only file-size limits)")
        return
    for share in shares:
        first_sync(world, sandbox, truth, int(size * share))
    full(world, sandbox, calm, size)
    side_files(world, sandbox, truth)


def limits(world, sandbox, truth, size, shares):
    """`ulimit -f`: needs no right, and is what some hosts use as a quota."""
    for share in shares[1:]:
        bytes_allowed = int(size * share)
        place = world.place(sandbox)
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_allowed, bytes_allowed))
        ended = place.sync(preexec_fn=limit)
        must_tell(world, ended, f"files limited to {bytes_allowed >> 10} KiB", also=ended.code == 0 and share > 0.9)
        must_recover(world, place, truth, f"files were limited to {bytes_allowed >> 10} KiB")


def first_sync(world, sandbox, truth, room):
    with tmpfs(world, room) as folder:
        place = world.place(sandbox, folder)
        ended = place.sync()
        must_tell(world, ended, f"a disk of {room >> 10} KiB", also=ended.code == 0 and room > 8 << 20)
        leftovers(world, folder, f"a disk of {room >> 10} KiB")
        subprocess.run(["mount", "-o", "remount,size=256m", folder], check=True)
        must_recover(world, place, truth, f"the disk had {room >> 10} KiB")


def full(world, sandbox, calm, size):
    """A complete store on a disk that somebody else has filled: a later sync, an export, a backup, a restore."""
    with tmpfs(world, 6 * size + (32 << 20)) as folder:
        place = world.place(sandbox, folder)
        place.must_complete("on a disk with room, a sync completes")
        sandbox.ask("POST", "advance", {"days": 8})
        calm.must_complete("an undisturbed later sync completes")
        truth, before = calm.canonical(), place.canonical()
        filler = fill(folder)
        must_tell(world, place.sync(), "a full disk, later sync")
        for what in ("export", "backup"):
            target = folder / f"{what}.out"
            arguments = ["export", "--canonical", "--output", target] if what == "export" else ["backup", target]
            must_tell(world, place.run(*arguments), f"a full disk, {what}")
            world.check(not target.exists(), f"a full disk, {what}: nothing half-written under the file's name")
        leftovers(world, folder, "a full disk")
        ended = place.run("status")
        world.check(ended.code == 0 or ended.reports_trouble(74, NO_ROOM), "a full disk: status works or says why not", ended)
        filler.unlink()
        world.check(place.canonical() == before, "a full disk: the store is what it was")
        ended = place.run("backup", folder / "backup.db")
        world.check(ended.code == 0, "with room again, a backup is made", ended)
        must_recover(world, place, truth, "the disk was full before a later sync")
        after = place.canonical()
        fill(folder)
        ended = place.run("restore", folder / "backup.db", "--replace")
        must_tell(world, ended, "a full disk, restore")
        (folder / "filler").unlink()
        world.check(place.canonical() == after, "a full disk, restore: the old store is left")


def side_files(world, sandbox, truth):
    """The files beside the store: what was spent of a budget, and tokens. Here they are where there is no room."""
    roomy = world.folder / "roomy"
    roomy.mkdir()
    with tmpfs(world, 1 << 20) as folder:
        inner = world.place(sandbox, roomy, limits="documented", oauth=True)
        inner.must_complete("with OAuth and budgets, a sync completes")
        truth = inner.canonical()
        # What is beside the store goes by the name that the configuration has for it.
        (folder / "journeys.db").symlink_to(inner.store)
        place = world.place(sandbox, folder, limits="documented", oauth=True)
        filler = fill(folder)
        ended = place.sync()
        must_tell(world, ended, "a full disk for tokens")
        tokens = folder / "journeys.db-tokens"
        world.check(not tokens.exists(), "a full disk for tokens: no half-written token file")
        leftovers(world, folder, "a full disk for tokens")
        filler.unlink()
        place.must_complete("with room for tokens, a sync completes")
        kept = tokens.read_bytes()
        budget = next(folder.glob("journeys.db-budget-*"))
        spent = budget.read_bytes()
        sandbox.ask("POST", "settings", {"expireAccessTokens": "all"})
        fill(folder)
        must_tell(world, place.sync("--full"), "a full disk for tokens and budgets", also=True)
        world.check(
            tokens.read_bytes() == kept, "a full disk: the tokens are what they were", tokens.stat().st_size
        )
        readable = place.run("plan", "--json")
        world.check(budget.stat().st_size >= len(spent), "a full disk: what was spent is not forgotten", budget.read_bytes()[-80:])
        world.check(not readable.secrets, "no secret is told")
        (folder / "filler").unlink()
        place.must_complete("with room again, a sync completes")
        place.must_equal(truth, "the disk was full for tokens and budgets")


def must_tell(world, ended, name, also=False):
    world.check(
        ended.reports_trouble(74, NO_ROOM) or (also and ended.code == 0),
        f"{name}: ends with 74 and says that there is no room",
        ended,
    )


def must_recover(world, place, truth, name):
    place.must_complete(f"{name}: with room again, the next run completes")
    place.must_equal(truth, name)


def leftovers(world, folder, name):
    left = [path.name for path in Path(folder).iterdir() if path.name.endswith((".part", ".new"))]
    world.check(not left, f"{name}: no temporary file is left", left)


def fill(folder):
    filler = Path(folder) / "filler"
    with open(filler, "wb", buffering=0) as file, contextlib.suppress(OSError):
        for piece in (1 << 16, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while file.write(b"\0" * piece) == piece:
                    pass
    return filler


def can_mount(world):
    if not is_root():
        return False
    try:
        with tmpfs(world, 1 << 20):
            return True
    except subprocess.CalledProcessError:
        return False


@contextlib.contextmanager
def tmpfs(world, size):
    world.numbers += 1
    folder = world.folder / f"tmpfs-{world.numbers}"
    folder.mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={max(4096, size)},mode=700", "waymark", folder],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=False)
