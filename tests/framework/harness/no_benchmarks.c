// SPDX-License-Identifier: MIT
// A suite that registers nothing.
#include <benchrun/bench.h>

void unused_function(void);
void unused_function(void)
{
}
