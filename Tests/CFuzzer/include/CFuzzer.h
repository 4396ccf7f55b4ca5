/// The one function of libFuzzer that a program with a `main` of its own calls.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Runs `callback` on files and mutations of them until an option ends it. See the documentation of libFuzzer.
int LLVMFuzzerRunDriver(int *argumentCount, char ***arguments, int (*callback)(const uint8_t *data, size_t size));
