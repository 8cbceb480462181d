// The start of a page's program: runs the page, or only asks its functions, and says where it traps.
//
// `argv[1]` is `page` or `questions`. Nothing of the sandbox is here: a page can override what libc offers, so
// the sandbox is shut before exec.
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <ucontext.h>
#include <unistd.h>

enum { results = 4, most_frames = 64, alternate_size = 1 << 16 };

extern const char __executable_start, etext;
extern int page_main(int, char **);
// Not every page is asked.
extern void page_questions(void) __attribute__((weak));
#if defined(__GLIBC__)
extern void *__libc_stack_end;
#endif

static char alternate[alternate_size];

static char *put_hex(char *out, uintptr_t value) {
  char digits[2 * sizeof value];
  int count = 0;
  do {
    digits[count++] = "0123456789abcdef"[value & 15];
    value >>= 4;
  } while (value);
  while (count) *out++ = digits[--count];
  return out;
}

static int is_own(uintptr_t address) {
  return address > (uintptr_t)&__executable_start && address < (uintptr_t)&etext;
}

// What lies on the stack below `top` and points into the page's own code: the C library (abort, write,
// nanosleep) keeps no frame pointers, so that who called it stands in no chain of them.
static char *put_from_stack(char *out, uintptr_t stack, uintptr_t top) {
#if defined(__GLIBC__)
  uintptr_t end = (uintptr_t)__libc_stack_end;
  if (stack >= end || end - stack > (16u << 20)) return out;
  if (top > stack && top < end) end = top;
  int found = 0;
  for (const uintptr_t *word = (const uintptr_t *)(stack & ~(sizeof stack - 1));
       (uintptr_t)word < end && found < most_frames / 2; word++) {
    if (!is_own(*word)) continue;
    *out++ = ' ', out = put_hex(out, *word - 1 - (uintptr_t)&__executable_start);
    found++;
  }
#endif
  return out;
}

// Writes `trap <signal> <address>…`, addresses relative to the executable, innermost first. The
// frame pointers are followed upwards only, and each must lie above the one before.
static void on_trap(int number, siginfo_t *info, void *context) {
  (void)info;
  const mcontext_t *machine = &((ucontext_t *)context)->uc_mcontext;
#if defined(__x86_64__)
  uintptr_t pc = (uintptr_t)machine->gregs[REG_RIP], frame = (uintptr_t)machine->gregs[REG_RBP];
  uintptr_t stack = (uintptr_t)machine->gregs[REG_RSP];
#elif defined(__aarch64__)
  uintptr_t pc = machine->pc, frame = machine->regs[29], stack = machine->sp;
#else
#error "the processor's program counter has no name here yet"
#endif
  char line[32 + (most_frames + most_frames / 2) * (2 * sizeof(uintptr_t) + 1)], *out = line;
  memcpy(out, "\ntrap ", 6), out += 6;
  out = put_hex(out, (uintptr_t)number);
  uintptr_t base = (uintptr_t)&__executable_start;
  *out++ = ' ', out = put_hex(out, pc - base);
  char *first_end = out;
  *out++ = '\n';
  // The innermost address goes first by itself: a broken stack may end the walk below for good.
  (void)!write(results, line, (size_t)(out - line));
  out = first_end;
  int own = is_own(pc);
  if (!own) {
    char *before = out;
    out = put_from_stack(out, stack, frame);
    own = out > before;
  }
  for (int count = 1; count < most_frames; count++) {
    if (frame < stack || frame % sizeof(uintptr_t) || frame - stack > (64u << 20)) break;
    const uintptr_t *link = (const uintptr_t *)frame;
    if (!link[1]) break;
    own |= is_own(link[1]);
    *out++ = ' ', out = put_hex(out, link[1] - 1 - base);
    if (link[0] <= frame) break;
    frame = link[0];
  }
  if (!own) out = put_from_stack(first_end, stack, 0);
  *out++ = '\n';
  (void)!write(results, line, (size_t)(out - line));
  signal(number, SIG_DFL);
  raise(number);
}

int main(int count, char **arguments) {
  if (count < 2) return 64;
#ifdef __linux__
  // Its memory has no name then that the page's code could open (/proc/self/mem), whoever the user is.
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
  int is_asking = !strcmp(arguments[1], "questions");
  if (is_asking && !page_questions) return 65;
  stack_t stack = {.ss_sp = alternate, .ss_size = sizeof alternate};
  sigaltstack(&stack, NULL);
  struct sigaction action = {.sa_sigaction = on_trap, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  const int traps[] = {SIGILL,  SIGTRAP, SIGSEGV, SIGBUS,
                       SIGFPE,  SIGABRT, SIGXCPU, SIGXFSZ, SIGALRM};
  for (size_t i = 0; i < sizeof traps / sizeof *traps; i++) sigaction(traps[i], &action, NULL);
  if (!is_asking) return page_main(count, arguments);
  page_questions();
  return 0;
}
