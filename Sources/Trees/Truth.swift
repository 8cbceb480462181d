/// Three-valued: an enclosure may not know.
package enum Truth: Sendable, Hashable { case yes, no, unknown }
