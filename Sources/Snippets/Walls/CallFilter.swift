#if canImport(CSeccomp)
  import CSeccomp
#endif
import Foundation

/// The system calls that a program may make, as libseccomp compiles them for the kernel. Everything else is refused.
///
/// What is here lets a program compute, wait, write its scratch, read the files that the walls show it, and start
/// threads of its own. A call that acts on another process, on the user's files or on the machine is not here.
enum CallFilter: String, CaseIterable {
  /// A page's program.
  case program
  /// A compiler or another tool, which also sets the modes of what it writes.
  case tool

  /// Reading and writing what is open; the C library's buffers.
  static let data = [
    "read", "write", "readv", "writev", "pread64", "pwrite64", "preadv", "pwritev", "preadv2", "pwritev2",
    "lseek", "close", "close_range", "dup", "dup2", "dup3", "pipe", "pipe2", "ftruncate", "truncate", "fsync",
    "fdatasync", "fallocate", "fadvise64", "sendfile", "copy_file_range",
  ]
  /// Memory of its own.
  static let memory = [
    "mmap", "mprotect", "munmap", "mremap", "brk", "madvise", "mincore", "msync", "membarrier",
  ]
  /// Names of files: the walls decide which there are and which can be written.
  static let files = [
    "open", "openat", "creat", "stat", "lstat", "fstat", "newfstatat", "statx", "access", "faccessat",
    "faccessat2", "readlink", "readlinkat", "getdents", "getdents64", "getcwd", "chdir", "fchdir", "statfs",
    "fstatfs", "umask", "getxattr", "lgetxattr", "fgetxattr", "listxattr", "llistxattr", "flistxattr",
    "mkdir", "mkdirat", "rmdir", "unlink", "unlinkat", "rename", "renameat", "renameat2", "symlink",
    "symlinkat", "link", "linkat",
  ]
  /// Waiting, and timers that wake nobody else.
  static let waiting = [
    "poll", "ppoll", "select", "pselect6", "epoll_create", "epoll_create1", "epoll_ctl", "epoll_wait",
    "epoll_pwait", "epoll_pwait2", "eventfd", "eventfd2", "signalfd4", "timerfd_create", "timerfd_settime",
    "timerfd_gettime", "futex", "sched_yield", "nanosleep", "clock_nanosleep", "pause", "alarm", "setitimer",
    "getitimer", "timer_create", "timer_settime", "timer_gettime", "timer_getoverrun", "timer_delete",
    "restart_syscall", "wait4", "waitid",
  ]
  /// What it is, what time it is, how much there is.
  static let knowing = [
    "clock_gettime", "clock_getres", "gettimeofday", "time", "times", "getpid", "getppid", "gettid", "getuid",
    "geteuid", "getgid", "getegid", "getgroups", "getresuid", "getresgid", "getrusage", "getpgrp", "getpgid",
    "getsid", "uname", "sysinfo", "getrandom", "getcpu", "sched_getaffinity", "sched_getparam",
    "sched_getscheduler", "sched_get_priority_max", "sched_get_priority_min", "getpriority", "getrlimit",
  ]
  /// Its own threads and signals. Whom a signal may reach, the launcher's filter says.
  static let own = [
    "set_tid_address", "set_robust_list", "rseq", "arch_prctl", "exit", "exit_group", "execve",
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigsuspend", "rt_sigtimedwait", "rt_sigpending",
    "sigaltstack", "kill", "tgkill", "setrlimit",
  ]
  static let ofTools = ["chmod", "fchmod", "fchmodat"]
  /// For these the C library knows another way where the kernel has none.
  static let unknown = [
    "clone3", "openat2", "futex_waitv", "cachestat", "fchmodat2", "map_shadow_stack", "mseal", "statmount",
  ]

  static let always = data + memory + files + waiting + knowing + own

  /// Calls that are allowed with certain arguments: the argument's number, and its values.
  static let conditional: [(call: String, argument: UInt32, values: [UInt64], why: String)] = [
    ("prlimit64", 0, [0], "its own limits"),
    ("fcntl", 1, [0, 1, 2, 3, 4, 5, 1030, 1032], "no owner, no signal, no lock of a descriptor"),
    (
      "ioctl", 1, [0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451], "questions of a terminal, closing at exec"
    ),
    ("prctl", 0, [2, 3, 15, 16, 0x5356_4D41], "names of threads and of memory"),
  ]

  /// A process may give up being looked into, and not take it back.
  static let undumpable = (call: "prctl", operation: UInt64(4), value: UInt64(0))

  /// `clone` may make threads alone: shared memory, files, signals, and no namespace.
  static let thread = (required: UInt64(0x0001_0900), forbidden: UInt64(0x7E02_0080))

  /// The filter as the kernel takes it; nil where there is no libseccomp.
  var compiled: [UInt8]? { self == .program ? Self.ofPrograms : Self.ofToolsCompiled }
  private static let ofPrograms = CallFilter.program.compile()
  private static let ofToolsCompiled = CallFilter.tool.compile()

  #if canImport(CSeccomp)
    private func compile() -> [UInt8]? {
      let refusal = UInt32(0x0005_0000) | UInt32(EPERM)
      guard let context = seccomp_init(refusal) else { return nil }
      defer { seccomp_release(context) }
      // Numbers of another architecture are refused like all others.
      seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, refusal)
      // A search instead of a walk through the list: each call passes it.
      seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2)
      let allowed = UInt32(0x7FFF_0000)
      for name in Self.always + (self == .tool ? Self.ofTools : []) {
        guard Self.add(name, allowed, [], to: context) else { return nil }
      }
      for name in Self.unknown {
        guard Self.add(name, UInt32(0x0005_0000) | UInt32(ENOSYS), [], to: context) else { return nil }
      }
      for rule in Self.conditional {
        for value in rule.values {
          let comparison = scmp_arg_cmp(arg: rule.argument, op: SCMP_CMP_EQ, datum_a: value, datum_b: 0)
          guard Self.add(rule.call, allowed, [comparison], to: context) else { return nil }
        }
      }
      let giving = [(0, Self.undumpable.operation), (1, Self.undumpable.value)].map {
        scmp_arg_cmp(arg: $0.0, op: SCMP_CMP_EQ, datum_a: $0.1, datum_b: 0)
      }
      guard Self.add(Self.undumpable.call, allowed, giving, to: context) else { return nil }
      let threads = scmp_arg_cmp(
        arg: 0, op: SCMP_CMP_MASKED_EQ, datum_a: Self.thread.required | Self.thread.forbidden,
        datum_b: Self.thread.required)
      guard Self.add("clone", allowed, [threads], to: context) else { return nil }
      return Self.export(context)
    }

    /// The call's number on this machine; nil where it has none.
    static func number(_ name: String) -> Int32? {
      let number = seccomp_syscall_resolve_name(name)
      return number >= 0 ? number : nil
    }

    /// A call that this kernel's architecture does not have needs no rule.
    private static func add(
      _ name: String, _ action: UInt32, _ comparisons: [scmp_arg_cmp], to context: scmp_filter_ctx
    ) -> Bool {
      guard let number = number(name) else { return true }
      return seccomp_rule_add_array(context, action, number, UInt32(comparisons.count), comparisons) == 0
    }

    private static func export(_ context: scmp_filter_ctx) -> [UInt8]? {
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else { return nil }
      defer { for end in ends where end >= 0 { close(end) } }
      // A pipe holds 64 KiB: some thousands of instructions, and there are some hundreds.
      guard seccomp_export_bpf(context, ends[1]) == 0 else { return nil }
      close(ends[1])
      ends[1] = -1
      var bytes = [UInt8](repeating: 0, count: 1 << 16)
      var size = 0
      while true {
        let count = bytes[size...].withUnsafeMutableBytes { read(ends[0], $0.baseAddress, $0.count) }
        guard count > 0 else { return count == 0 && size > 0 ? Array(bytes.prefix(size)) : nil }
        size += count
      }
    }
  #else
    private func compile() -> [UInt8]? { nil }
    static func number(_ name: String) -> Int32? { nil }
  #endif
}
