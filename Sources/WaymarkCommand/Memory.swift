import Glibc

/// Has glibc give back what is not needed. Pages of answers live shortly and on several threads: an arena per thread would
/// keep each one's peak, and memory would grow with the number of cores. Large buffers are taken from the system and go
/// back to it, where glibc would learn from the first of them to keep all that follow.
///
/// `mallopt` is in `malloc.h`, which Swift's Glibc module leaves out; on a C library without it nothing happens.
func keepMemorySmall() {
    typealias Option = @convention(c) (CInt, CInt) -> CInt
    guard let function = dlsym(nil, "mallopt") else { return }
    let set = unsafeBitCast(function, to: Option.self)
    // Their numbers in malloc.h: M_ARENA_MAX, M_TRIM_THRESHOLD, M_MMAP_THRESHOLD; the last two in bytes.
    for (option, value) in [(-8, 2), (-1, 64 << 10), (-3, 64 << 10)] as [(CInt, CInt)] { _ = set(option, value) }
}
