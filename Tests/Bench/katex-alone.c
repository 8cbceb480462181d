// KaTeX alone in JavaScriptCore: typesets each line of standard input, for `Tests/Bench/bench` to measure docgen against.
#include <JavaScriptCore/JavaScript.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *whole(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (!file) { perror(path); exit(3); }
  fseek(file, 0, SEEK_END);
  *size = (size_t)ftell(file);
  rewind(file);
  char *text = calloc(*size + 1, 1);
  if (fread(text, 1, *size, file) != *size) exit(3);
  fclose(file);
  return text;
}

static JSValueRef evaluated(JSGlobalContextRef context, const char *script) {
  JSStringRef text = JSStringCreateWithUTF8CString(script);
  JSValueRef exception = NULL, value = JSEvaluateScript(context, text, NULL, NULL, 1, &exception);
  JSStringRelease(text);
  if (exception) { fputs("katex-alone: the script failed\n", stderr); exit(3); }
  return value;
}

int main(int count, char **arguments) {
  size_t size;
  if (count != 2) return 3;
  JSGlobalContextRef context = JSGlobalContextCreate(NULL);
  evaluated(context, whole(arguments[1], &size));
  JSObjectRef typeset = (JSObjectRef)evaluated(context,
    "(l => katex.renderToString(l, { displayMode: true, throwOnError: false, strict: false }))");
  static char line[1 << 20];
  size_t bytes = 0;
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    JSStringRef text = JSStringCreateWithUTF8CString(line);
    JSValueRef argument = JSValueMakeString(context, text);
    JSStringRelease(text);
    JSValueRef html = JSObjectCallAsFunction(context, typeset, NULL, 1, &argument, NULL);
    if (!html) continue;
    JSStringRef answer = JSValueToStringCopy(context, html, NULL);
    bytes += JSStringGetLength(answer);
    JSStringRelease(answer);
  }
  printf("%zu\n", bytes);
  return bytes > 0 ? 0 : 1;
}
