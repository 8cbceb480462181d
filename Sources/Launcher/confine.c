// Namespaces, Landlock and seccomp of Linux; see launcher.c for the order.
#define _GNU_SOURCE
#include "confine.h"

#ifdef __linux__
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

void confine_to_parent(pid_t parent) {
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  // The parent may have died before the line above.
  if (getppid() != parent) _exit(125);
#ifdef SYS_close_range
  syscall(SYS_close_range, 7u, ~0u, 0u);
#endif
}

static int put(const char *path, const char *text) {
  int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return -1;
  ssize_t written = write(file, text, strlen(text));
  close(file);
  return written == (ssize_t)strlen(text) ? 0 : -1;
}

// A network and message queues of its own, both empty, and a scratch in memory of bounded size
// that vanishes with the process.
static int enter_namespaces(const char *scratch, int is_new) {
  unsigned user = geteuid(), group = getegid();
  if (unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWNS)) return -1;
  char map[64];
  put("/proc/self/setgroups", "deny");
  snprintf(map, sizeof map, "%u %u 1", user, user);
  if (put("/proc/self/uid_map", map)) return -1;
  snprintf(map, sizeof map, "%u %u 1", group, group);
  if (put("/proc/self/gid_map", map)) return -1;
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) return -1;
  if (!is_new) return 0;
  return mount("scratch", scratch, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=64m,nr_inodes=4096");
}

#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
#define ACCESS_FS_IOCTL_DEV (1ULL << 15)
#define ACCESS_NET (3ULL)
#define SCOPES (3ULL)

// The attribute as the newest version has it; an older kernel is given its own length.
struct ruleset {
  uint64_t files, network, scopes;
};

static const uint64_t reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
static const uint64_t of_files = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                                 LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_TRUNCATE |
                                 ACCESS_FS_IOCTL_DEV;

static void allow(int ruleset, const char *path, uint64_t access) {
  struct stat status;
  int place = open(path, O_PATH | O_CLOEXEC);
  if (place < 0) return;
  if (!fstat(place, &status) && !S_ISDIR(status.st_mode)) access &= of_files;
  struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = place};
  syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  close(place);
}

static int restrict_files(const char *scratch, char **readable, int count, const char *program) {
  long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return -1;
  struct ruleset rules = {.files = (1ULL << 13) - 1};
  if (version >= 2) rules.files |= LANDLOCK_ACCESS_FS_REFER;
  if (version >= 3) rules.files |= LANDLOCK_ACCESS_FS_TRUNCATE;
  if (version >= 4) rules.network = ACCESS_NET;
  if (version >= 5) rules.files |= ACCESS_FS_IOCTL_DEV;
  if (version >= 6) rules.scopes = SCOPES;
  size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
  int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
  if (ruleset < 0) return -1;
  uint64_t running = (reading | LANDLOCK_ACCESS_FS_EXECUTE) & rules.files;
  const char *libraries[] = {"/lib", "/lib64", "/usr/lib", "/usr/lib64"};
  for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) allow(ruleset, libraries[i], running);
  const char *read_only[] = {"/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo", "/dev/null",
                             "/dev/zero", "/dev/urandom", "/proc/self", "/usr/include"};
  for (size_t i = 0; i < sizeof read_only / sizeof *read_only; i++) allow(ruleset, read_only[i], reading);
  allow(ruleset, "/dev/null", reading | LANDLOCK_ACCESS_FS_WRITE_FILE);
  // libdispatch reads /proc/<thread>/stat of its workers and ends the program where it may not. Nothing
  // can be listed there, and Landlock keeps what needs a tracer's rights (environ, mem) of others shut.
  allow(ruleset, "/proc", LANDLOCK_ACCESS_FS_READ_FILE);
  // The last of them is the folder of the Swift runtime; the others hold nothing that runs here.
  for (int i = 0; i < count; i++) allow(ruleset, readable[i], i == 0 ? running : reading);
  allow(ruleset, program, running);
  allow(ruleset, scratch, rules.files & ~(uint64_t)(LANDLOCK_ACCESS_FS_EXECUTE | ACCESS_FS_IOCTL_DEV));
  int status = (int)syscall(SYS_landlock_restrict_self, ruleset, 0);
  close(ruleset);
  return status;
}

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ARGUMENT(n) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[n]))
#define RETURN(what) BPF_STMT(BPF_RET | BPF_K, (what))
#define REFUSE RETURN(SECCOMP_RET_ERRNO | EPERM)
#define DENY(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 1), REFUSE

// A list of refusals: other processes, sockets, and doors of the kernel that no formula needs.
static int filter_calls(void) {
  unsigned self = (unsigned)getpid();
  struct sock_filter filter[] = {
      LOAD(arch),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
      RETURN(SECCOMP_RET_KILL_PROCESS),
      LOAD(nr),
#if defined(__x86_64__)
      // The x32 numbers would pass the list below.
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
      REFUSE,
      DENY(fork),
      DENY(vfork),
#endif
      // The C library falls back to clone, whose flags can be read here.
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1),
      RETURN(SECCOMP_RET_ERRNO | ENOSYS),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4),
      ARGUMENT(0),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0),
      REFUSE,
      RETURN(SECCOMP_RET_ALLOW),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_kill, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 0, 4),
      ARGUMENT(0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, self, 1, 0),
      REFUSE,
      RETURN(SECCOMP_RET_ALLOW),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 0, 4),
      ARGUMENT(0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PR_SET_PDEATHSIG, 0, 1),
      REFUSE,
      RETURN(SECCOMP_RET_ALLOW),
      DENY(tkill), DENY(rt_sigqueueinfo), DENY(rt_tgsigqueueinfo), DENY(socket), DENY(socketpair),
      DENY(ptrace), DENY(process_vm_readv), DENY(process_vm_writev), DENY(mount), DENY(umount2),
      DENY(pivot_root), DENY(chroot), DENY(unshare), DENY(setns), DENY(bpf), DENY(perf_event_open),
      DENY(keyctl), DENY(add_key), DENY(request_key), DENY(userfaultfd), DENY(io_uring_setup),
      DENY(init_module), DENY(finit_module), DENY(delete_module), DENY(reboot), DENY(swapon),
      DENY(open_by_handle_at), DENY(setsid), DENY(setpgid), DENY(memfd_create), DENY(shmget),
      DENY(msgget), DENY(semget), DENY(mq_open),
#ifdef SYS_pidfd_open
      DENY(pidfd_open), DENY(pidfd_send_signal),
#endif
      RETURN(SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {.len = sizeof filter / sizeof *filter, .filter = filter};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

// None now, and none to be had by what is run next, whoever the user is.
static void drop_capabilities(void) {
  for (unsigned long capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; capability++)
    prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct none[2] = {{0}};
  syscall(SYS_capset, &header, none);
}

// The list of what is allowed: the last step, since it allows none of the others.
static int allow_calls(int list) {
  static struct sock_filter filter[4096];
  ssize_t size = pread(list, filter, sizeof filter, 0);
  if (size <= 0 || size % (ssize_t)sizeof *filter || size == (ssize_t)sizeof filter) return -1;
  struct sock_fprog program = {.len = (unsigned short)((size_t)size / sizeof *filter), .filter = filter};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

const char *confine(int spaces, const char *scratch, char **readable, int count, const char *program, int calls) {
  static char missing[64];
  if (spaces && enter_namespaces(scratch, spaces > 1)) strcat(missing, " namespaces");
  // The new mount covers what was entered before it was there.
  if (spaces && chdir(scratch)) strcat(missing, " scratch");
  if (restrict_files(scratch, readable, count, program)) strcat(missing, " landlock");
  drop_capabilities();
  if (filter_calls() || allow_calls(calls)) strcat(missing, " seccomp");
  return missing;
}

#else
#include <unistd.h>

void confine_to_parent(pid_t parent) { (void)parent; }

const char *confine(int spaces, const char *scratch, char **readable, int count, const char *program, int calls) {
  (void)spaces, (void)scratch, (void)readable, (void)count, (void)program, (void)calls;
  return " namespaces landlock seccomp";
}
#endif
