// Arb beside FLINT 2: headers of its own, and a library of its own, which the module map links.
#pragma once
#include <acb.h>
#include <acb_calc.h>
#include <arb.h>
#include <arb_hypgeom.h>
