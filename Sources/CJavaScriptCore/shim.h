// The part of JavaScriptCore's C interface that is used here.
//
// WebKitGTK keeps its headers in a folder named after its version, where they find each other only by a flag of
// the compiler's, which would have to be chosen before anything is compiled. So they are asked for by their place,
// to know which library there is, and what they declare stands here; a test holds it against them.
#pragma once
#ifdef __APPLE__
#include <JavaScriptCore/JavaScript.h>
#else
#if __has_include(<webkitgtk-4.1/JavaScriptCore/JavaScript.h>)
#include "webkitgtk-4.1.h"
#define DOCGEN_JAVASCRIPTCORE
#elif __has_include(<webkitgtk-6.0/JavaScriptCore/JavaScript.h>)
#include "webkitgtk-6.0.h"
#define DOCGEN_JAVASCRIPTCORE
#endif
#ifndef DOCGEN_JAVASCRIPTCORE
#error "docgen: 缺少 JavaScriptCore, 请先运行 make setup (JavaScriptCore is missing: run make setup first)"
#else
#include <stdbool.h>
#include <stddef.h>

typedef const struct OpaqueJSContext *JSContextRef;
typedef struct OpaqueJSContext *JSGlobalContextRef;
typedef struct OpaqueJSClass *JSClassRef;
typedef struct OpaqueJSString *JSStringRef;
typedef const struct OpaqueJSValue *JSValueRef;
typedef struct OpaqueJSValue *JSObjectRef;
typedef unsigned short JSChar;

JSGlobalContextRef JSGlobalContextCreate(JSClassRef globalObjectClass);
void JSGlobalContextRelease(JSGlobalContextRef ctx);
JSValueRef JSEvaluateScript(
    JSContextRef ctx, JSStringRef script, JSObjectRef thisObject, JSStringRef sourceURL,
    int startingLineNumber, JSValueRef *exception);

JSStringRef JSStringCreateWithCharacters(const JSChar *chars, size_t numChars);
void JSStringRelease(JSStringRef string);
size_t JSStringGetLength(JSStringRef string);
const JSChar *JSStringGetCharactersPtr(JSStringRef string);
size_t JSStringGetMaximumUTF8CStringSize(JSStringRef string);
size_t JSStringGetUTF8CString(JSStringRef string, char *buffer, size_t bufferSize);

JSValueRef JSValueMakeBoolean(JSContextRef ctx, bool boolean);
JSValueRef JSValueMakeString(JSContextRef ctx, JSStringRef string);
JSStringRef JSValueToStringCopy(JSContextRef ctx, JSValueRef value, JSValueRef *exception);
JSObjectRef JSValueToObject(JSContextRef ctx, JSValueRef value, JSValueRef *exception);
void JSValueProtect(JSContextRef ctx, JSValueRef value);
void JSValueUnprotect(JSContextRef ctx, JSValueRef value);
JSValueRef JSObjectGetProperty(
    JSContextRef ctx, JSObjectRef object, JSStringRef propertyName, JSValueRef *exception);
JSValueRef JSObjectCallAsFunction(
    JSContextRef ctx, JSObjectRef object, JSObjectRef thisObject, size_t argumentCount,
    const JSValueRef arguments[], JSValueRef *exception);

// Of the GObject interface, <jsc/jsc.h>, whose gboolean is an int.
int jsc_options_set_boolean(const char *option, int value);
#endif
#endif
