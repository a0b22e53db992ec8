import Glibc

/// Keeps glibc to two arenas. Pages of answers live shortly and on several threads; an arena per thread would keep each
/// one's peak, and memory would grow with the number of cores.
///
/// `mallopt` is in `malloc.h`, which Swift's Glibc module leaves out; on a C library without it nothing happens.
func limitArenas() {
    typealias Option = @convention(c) (CInt, CInt) -> CInt
    let arenaMaximum: CInt = -8  // M_ARENA_MAX in malloc.h
    guard let function = dlsym(nil, "mallopt") else { return }
    _ = unsafeBitCast(function, to: Option.self)(arenaMaximum, 2)
}
