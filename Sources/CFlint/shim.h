// FLINT's exact numbers and Arb's balls (FLINT 2.9 with libflint-arb; FLINT 3 holds both).
#include <arb.h>
#include <arb_hypgeom.h>
#include <fmpq.h>
