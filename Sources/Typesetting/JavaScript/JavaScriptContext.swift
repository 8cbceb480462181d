import Trees
import CJavaScriptCore

/// JavaScriptCore's contexts, set up for the short lives that they have here.
enum JavaScriptContext {
  /// A context in a group of its own; the caller releases it.
  static func make() -> JSGlobalContextRef {
    _ = setUp
    return JSGlobalContextCreate(nil)
  }

  /// The last compiler tier (FTL, by way of B3) takes a third of the processor time of 5,000 formulas and two fifths of
  /// the memory; over 60,000 it gives back what it took. An option counts until the first context is made. That one is
  /// made here, on one thread: threads that all made the first ones at once were seen to crash inside the library.
  private static let setUp: Void = {
    #if !canImport(Darwin)
      _ = jsc_options_set_boolean("useFTLJIT", 0)
    #endif
    JSGlobalContextRelease(JSGlobalContextCreate(nil))
  }()
}
