import Testing

/// Tests of the built program as a person and a script meet it.
///
/// One at a time: each already keeps both processors busy, and journeys measure out waits.
@Suite(.serialized) enum EndToEnd {}
