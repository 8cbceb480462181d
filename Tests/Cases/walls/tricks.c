// Tries, behind the walls, to change, read or stop something outside; says what the kernel answered to each.
//
//   tricks OUTSIDE_PROCESS OUTSIDE_FILE NOTE PORT MESSAGE_QUEUE
//
// Each line is `name result errno`. The table beside this file says which may succeed.
//
//   tricks threads            starts as many as it can and says how many
//   tricks numbers ALLOWED    makes every call whose number is not in a file of numbers, and says which were answered
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static int other, port, queue;
static const char *file, *note;
static char place[4096];

#define TRY(name, ...)                                      \
  do {                                                      \
    errno = 0;                                              \
    long answer = (long)(__VA_ARGS__);                      \
    printf("%s %ld %d\n", name, answer, answer < 0 ? errno : 0); \
  } while (0)
#define CALL(name, ...) TRY(#name, syscall(SYS_##name, ##__VA_ARGS__))

static const char *of(int process, const char *what) {
  snprintf(place, sizeof place, "/proc/%d/%s", process, what);
  return place;
}

static long reads(const char *path) {
  char byte;
  int opened = open(path, O_RDONLY | O_NONBLOCK);
  if (opened < 0) return -1;
  long count = read(opened, &byte, 1);
  int kept = errno;
  close(opened);
  errno = count ? kept : ENODATA;
  return count == 1 ? 1 : -1;
}

static long writes(const char *path) {
  int opened = open(path, O_WRONLY | O_NONBLOCK);
  if (opened < 0) return -1;
  long count = write(opened, "0\n", 2);
  int kept = errno;
  close(opened);
  errno = kept;
  return count;
}

static void about_files(void) {
  TRY("read /etc/passwd", reads("/etc/passwd"));
  TRY("read /etc/shadow", reads("/etc/shadow"));
  TRY("read the outside file", reads(file));
  TRY("read the note", reads(note));
  TRY("list /", open("/root", O_RDONLY | O_DIRECTORY));
  TRY("list /home", open("/home", O_RDONLY | O_DIRECTORY));
  TRY("list /tmp", open("/tmp", O_RDONLY | O_DIRECTORY));
  TRY("list /proc", open("/proc", O_RDONLY | O_DIRECTORY));
  TRY("climb out of the scratch", open("../../../../../../etc/passwd", O_RDONLY));
  TRY("climb out of the root", open("/proc/self/root/etc/passwd", O_RDONLY));
  TRY("climb by the parent's root", open("/proc/1/root/etc/passwd", O_RDONLY));
  TRY("climb by the parent's folder", open("/proc/1/cwd", O_RDONLY | O_DIRECTORY));
  TRY("write the note", open(note, O_WRONLY));
  TRY("append to the note", open(note, O_WRONLY | O_APPEND));
  TRY("empty the note", open(note, O_WRONLY | O_TRUNC));
  TRY("truncate the note", truncate(note, 0));
  TRY("remove the note", unlink(note));
  TRY("rename the note", rename(note, "mine"));
  TRY("rename over the note", (close(open("own", O_CREAT | O_WRONLY, 0600)), rename("own", note)));
  TRY("link the note", link(note, "linked"));
  TRY("link through a descriptor", linkat(AT_FDCWD, "/proc/self/fd/0", AT_FDCWD, "linked0", AT_SYMLINK_FOLLOW));
  TRY("follow a link to the note", (symlink(note, "pointer"), open("pointer", O_WRONLY)));
  TRY("follow a link to /etc/passwd", (symlink("/etc/passwd", "passwd"), open("passwd", O_RDONLY)));
  TRY("make beside the note", (snprintf(place, sizeof place, "%s.new", note), open(place, O_CREAT | O_WRONLY, 0600)));
  TRY("make a folder beside the note", mkdir(place, 0700));
  TRY("make in /", open("/new", O_CREAT | O_WRONLY, 0600));
  TRY("make in /usr/lib", open("/usr/lib/new", O_CREAT | O_WRONLY, 0600));
  TRY("remove a library", unlink("/usr/lib/os-release"));
  TRY("make in /dev", open("/dev/new", O_CREAT | O_WRONLY, 0600));
  TRY("read the kernel's log", open("/dev/kmsg", O_RDONLY));
  TRY("open a terminal", open("/dev/tty", O_RDWR));
  TRY("open a pseudo terminal", open("/dev/ptmx", O_RDWR));
  TRY("open memory", open("/dev/mem", O_RDONLY));
  TRY("open shared memory", open("/dev/shm/new", O_CREAT | O_RDWR, 0600));
  TRY("chmod the note", chmod(note, 04777));
  TRY("chmod the program", chmod("/proc/self/exe", 0777));
  TRY("chmod its own", chmod("pointer", 0777));
  TRY("fchmod a descriptor of docgen's", fchmod(1, 04777));
  TRY("chown the note", chown(note, 1, 1));
  TRY("fchown a descriptor of docgen's", fchown(1, 1, 1));
  TRY("utimensat the note", utimensat(AT_FDCWD, note, NULL, 0));
  TRY("utimensat a descriptor of docgen's", futimens(1, NULL));
  TRY("setxattr the note", syscall(SYS_setxattr, note, "user.mark", "x", 1, 0));
  TRY("fsetxattr a descriptor of docgen's", syscall(SYS_fsetxattr, 1, "user.mark", "x", 1, 0));
  TRY("removexattr the note", syscall(SYS_removexattr, note, "user.mark"));
  TRY("lock the note", (flock(open(note, O_RDONLY), LOCK_EX | LOCK_NB)));
  TRY("lease the note", fcntl(open(note, O_RDONLY), F_SETLEASE, F_RDLCK));
  TRY("watch the docs", fcntl(open(note, O_RDONLY), F_NOTIFY, DN_MODIFY));
  TRY("run a shell", (execl("/bin/sh", "sh", "-c", "true", NULL)));
  TRY("run a library's program", (execl("/usr/lib/ld-linux.so", "ld", NULL)));
  int script = open("script", O_CREAT | O_WRONLY, 0755);
  dprintf(script, "#!/bin/sh\n"), close(script);
  TRY("run what it wrote", (execl("./script", "script", NULL)));
  TRY("make a device", mknod("device", S_IFCHR | 0600, 0x0103));
  TRY("make a pipe with a name", mkfifo("fifo", 0600));
}

static void about_processes(void) {
  static char stack[1 << 16];
  TRY("kill outside", kill(other, SIGKILL));
  TRY("stop outside", kill(other, SIGSTOP));
  TRY("signal outside for nothing", kill(other, 0));
  TRY("kill all", kill(-1, SIGKILL));
  TRY("kill the parent", kill(getppid(), SIGKILL));
  TRY("kill the first", kill(1, SIGKILL));
  TRY("kill its group", kill(0, SIGWINCH));
  TRY("kill itself with nothing", kill(getpid(), 0));
  TRY("raise in itself", (signal(SIGUSR1, SIG_IGN), raise(SIGUSR1)));
  CALL(tgkill, other, other, SIGKILL);
  CALL(tkill, other, SIGKILL);
  CALL(rt_sigqueueinfo, other, SIGKILL, NULL);
  CALL(rt_tgsigqueueinfo, other, other, SIGKILL, NULL);
  CALL(pidfd_open, other, 0);
  CALL(pidfd_send_signal, 0, SIGKILL, NULL, 0);
  CALL(pidfd_getfd, 0, 0, 0);
  CALL(ptrace, 16, other, 0, 0);
  TRY("be traced", syscall(SYS_ptrace, 0, 0, 0, 0));
  CALL(process_vm_readv, other, NULL, 0, NULL, 0, 0);
  CALL(process_vm_writev, other, NULL, 0, NULL, 0, 0);
  CALL(process_madvise, 0, NULL, 0, 0, 0);
  CALL(kcmp, other, getpid(), 0, 0, 0);
  CALL(prlimit64, other, RLIMIT_CPU, &(struct rlimit){1, 1}, NULL);
  TRY("read limits outside", syscall(SYS_prlimit64, other, RLIMIT_CPU, NULL, &(struct rlimit){0}));
  TRY("read its own limits", syscall(SYS_prlimit64, 0, RLIMIT_CPU, NULL, &(struct rlimit){0}));
  TRY("raise its own limits", setrlimit(RLIMIT_NOFILE, &(struct rlimit){1 << 16, 1 << 16}));
  TRY("raise its own processes", setrlimit(RLIMIT_NPROC, &(struct rlimit){1 << 16, 1 << 16}));
  CALL(setpriority, PRIO_PROCESS, other, 19);
  TRY("lower all of the user", syscall(SYS_setpriority, PRIO_USER, 0, 19));
  CALL(ioprio_set, 1, other, 0);
  CALL(ioprio_get, 1, other);
  CALL(sched_setaffinity, other, sizeof(unsigned long), &(unsigned long){1});
  CALL(sched_setscheduler, other, SCHED_IDLE, &(struct sched_param){0});
  CALL(sched_setparam, other, &(struct sched_param){0});
  CALL(sched_setattr, other, NULL, 0);
  CALL(sched_getattr, other, NULL, 0, 0);
  CALL(migrate_pages, other, 0, NULL, NULL);
  CALL(move_pages, other, 0, NULL, NULL, NULL, 0);
  CALL(get_robust_list, other, NULL, NULL);
  CALL(perf_event_open, NULL, other, -1, -1, 0);
  CALL(setpgid, 0, 0);
  CALL(setsid);
  CALL(fork);
  CALL(vfork);
  TRY("clone a process", syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, 0));
  TRY("clone with its memory", clone((int (*)(void *))pause, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, NULL));
  TRY("clone into a new user", syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, 0));
  TRY("clone by the newer call", syscall(SYS_clone3, &(struct clone_args){.exit_signal = SIGCHLD}, sizeof(struct clone_args)));
  TRY("own a descriptor outside", fcntl(1, F_SETOWN, other));
  TRY("own a descriptor of its own", fcntl(1, F_SETOWN, getpid()));
  TRY("choose a descriptor's signal", fcntl(1, F_SETSIG, SIGKILL));
  TRY("own by ioctl", ioctl(1, FIOSETOWN, &other));
  TRY("be told of input", ioctl(1, FIOASYNC, &(int){1}));
  TRY("type into a terminal", ioctl(0, TIOCSTI, "x"));
  TRY("take a terminal", ioctl(0, TIOCSCTTY, 1));
  TRY("read the command of outside", reads(of(other, "cmdline")));
  TRY("read the surroundings of outside", reads(of(other, "environ")));
  TRY("read the memory of outside", reads(of(other, "mem")));
  TRY("read the state of outside", reads(of(other, "status")));
  TRY("read the surroundings of the first", reads(of(1, "environ")));
  TRY("read the memory of the first", reads(of(1, "mem")));
  TRY("read a descriptor of the first", reads(of(1, "fd/0")));
  TRY("enter the spaces of the first", open(of(1, "ns/user"), O_RDONLY));
  TRY("be killed last", writes("/proc/self/oom_score_adj"));
  TRY("be another user", writes("/proc/self/uid_map"));
  TRY("write its own memory by name", writes("/proc/self/mem"));
  TRY("name itself", prctl(PR_SET_NAME, "tricks"));
  TRY("die with another", prctl(PR_SET_PDEATHSIG, SIGKILL));
  TRY("take children over", prctl(PR_SET_CHILD_SUBREAPER, 1));
  TRY("be traced by anybody", prctl(0x59616d61, -1));
  TRY("be dumped", prctl(PR_SET_DUMPABLE, 1));
  TRY("keep capabilities", prctl(PR_SET_KEEPCAPS, 1));
  TRY("ask for a capability", prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, 21, 0, 0));
  TRY("set a filter", prctl(PR_SET_SECCOMP, 2, NULL));
}

static long connects(int family, const void *address, socklen_t size) {
  int made = socket(family, SOCK_STREAM, 0);
  return made < 0 ? -1 : connect(made, address, size);
}

static void about_machine(void) {
  struct sockaddr_in local = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "\0docgen-walls"};
  TRY("connect outside", connects(AF_INET, &local, sizeof local));
  TRY("connect by a name", connects(AF_UNIX, &name, 15));
  TRY("socket of six", socket(AF_INET6, SOCK_DGRAM, 0));
  TRY("socket of the kernel", socket(AF_NETLINK, SOCK_RAW, 0));
  TRY("socket of packets", socket(AF_PACKET, SOCK_RAW, 0));
  TRY("socket of ciphers", socket(38, SOCK_SEQPACKET, 0));
  TRY("socket of machines", socket(40, SOCK_STREAM, 0));
  TRY("pair of sockets", socketpair(AF_UNIX, SOCK_STREAM, 0, (int[2]){0}));
  CALL(sendto, 1, "x", 1, 0, NULL, 0);
  CALL(shmget, 0x6463, 4096, 0666);
  CALL(semget, 0x6463, 1, 0666);
  CALL(msgget, 0x6463, 0666);
  TRY("remove a queue outside", syscall(SYS_msgctl, queue, 0, NULL));
  CALL(mq_open, "docgen", O_RDWR, 0, NULL);
  CALL(unshare, CLONE_NEWUSER);
  CALL(setns, 0, 0);
  CALL(mount, "none", "/scratch", "tmpfs", 0, NULL);
  CALL(umount2, "/scratch", 2);
  CALL(pivot_root, ".", ".");
  CALL(chroot, "/scratch");
  CALL(open_tree, 0, "/", 1);
  CALL(move_mount, 0, "", 0, "", 0);
  CALL(fsopen, "tmpfs", 0);
  CALL(open_by_handle_at, 0, NULL, 0);
  CALL(name_to_handle_at, 0, note, NULL, NULL, 0);
  CALL(io_uring_setup, 4, NULL);
  CALL(memfd_create, "x", 0);
  CALL(memfd_secret, 0);
  CALL(userfaultfd, 0);
  CALL(bpf, 0, NULL, 0);
  CALL(keyctl, 0, 0, 0, 0, 0);
  CALL(add_key, "user", "x", "x", 1, -3);
  CALL(request_key, "user", "x", NULL, -3);
  CALL(fanotify_init, 0, 0);
  CALL(inotify_init1, 0);
  CALL(setuid, 0);
  CALL(setgid, 0);
  CALL(setgroups, 0, NULL);
  CALL(setresuid, 0, 0, 0);
  CALL(setfsuid, 0);
  CALL(capset, NULL, NULL);
  CALL(sethostname, "x", 1);
  CALL(setdomainname, "x", 1);
  CALL(reboot, 0, 0, 0, NULL);
  CALL(swapon, "/", 0);
  CALL(swapoff, "/");
  CALL(syslog, 3, NULL, 0);
  CALL(acct, NULL);
  CALL(quotactl, 0, "/", 0, NULL);
  CALL(init_module, NULL, 0, "");
  CALL(finit_module, 0, "", 0);
  CALL(delete_module, "x", 0);
  CALL(kexec_load, 0, 0, NULL, 0);
  CALL(clock_settime, 0, NULL);
  CALL(settimeofday, NULL, NULL);
  CALL(adjtimex, NULL);
  CALL(clock_adjtime, 0, NULL);
  CALL(vhangup);
  CALL(sync);
  CALL(personality, 0x0040000);
  CALL(mbind, 0, 0, 0, NULL, 0, 0);
  CALL(set_mempolicy, 0, NULL, 0);
  CALL(mlockall, 1);
  CALL(lookup_dcookie, 0, NULL, 0);
#if defined(__x86_64__)
  CALL(iopl, 3);
  CALL(ioperm, 0, 1, 1);
  CALL(modify_ldt, 0, NULL, 0);
  TRY("a call of the other numbers", syscall(0x40000000 | 39));
#endif
  TRY("write a setting of the kernel", writes("/proc/sys/kernel/core_pattern"));
  TRY("press a key of the kernel", writes("/proc/sysrq-trigger"));
  TRY("read the kernel's keys", reads("/proc/keys"));
  TRY("read /sys", open("/sys", O_RDONLY | O_DIRECTORY));
  TRY("take 8 GiB", mmap(NULL, 8ul << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) == MAP_FAILED ? -1 : 0);
  long opened = 0;
  while (opened < 1000 && open("/dev/null", O_RDONLY) >= 0) opened++;
  TRY("open 1000 files", opened < 64 ? (errno = EMFILE, -1) : opened);
}

static void *wait_long(void *unused) {
  (void)unused;
  sleep(1000);
  return NULL;
}

// Calls of which the kernel has none yet are refused as well: up to 600.
static int every_other_number(const char *list) {
  static char allowed[601];
  int number, refused = 0;
  FILE *numbers = fopen(list, "r");
  if (!numbers) return 66;
  while (fscanf(numbers, "%d", &number) == 1)
    if (number >= 0 && number <= 600) allowed[number] = 1;
  for (number = 0; number <= 600; number++) {
    if (allowed[number]) continue;
#if defined(__x86_64__)
    // The kernel's own tracing, which ends a process that calls it: uretprobe and uprobe.
    if (number == 335 || number == 336) continue;
#endif
    errno = 0;
    long answer = syscall(number, 0, 0, 0, 0, 0, 0);
    if (answer == -1 && (errno == EPERM || errno == ENOSYS)) {
      refused++;
    } else {
      printf("answered %d %d\n", number, errno);
    }
  }
  printf("refused %d 0\n", refused);
  return 0;
}

int main(int count, char **arguments) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  if (count == 2) {
    pthread_attr_t small;
    pthread_t thread;
    long made = 0;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 1 << 14);
    while (made < 5000 && !pthread_create(&thread, &small, wait_long, NULL)) made++;
    printf("threads %ld 0\n", made);
    _exit(0);
  }
  if (count == 3) return every_other_number(arguments[2]);
  if (count < 6) return 64;
  other = atoi(arguments[1]), file = arguments[2], note = arguments[3], port = atoi(arguments[4]);
  queue = atoi(arguments[5]);
  about_files();
  about_processes();
  about_machine();
  puts("done 0 0");
  return 0;
}
