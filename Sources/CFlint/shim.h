// FLINT's exact numbers and Arb's balls: FLINT 3 holds both; beside FLINT 2, Arb is a library of its own.
#pragma once
#if !__has_include(<flint/arb.h>) && !(__has_include(<arb.h>) && __has_include(<flint/fmpq.h>))
#error "docgen: 缺少 FLINT, 请先运行 make setup (FLINT is missing: run make setup first)"
#else
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#if __has_include(<flint/arb.h>)
#include <flint/acb.h>
#include <flint/acb_calc.h>
#include <flint/arb.h>
#include <flint/arb_hypgeom.h>
#else
#include "arb-of-flint-2.h"
#endif
#include <flint/fmpq.h>

typedef void (*docgen_function)(arb_t, const arb_t, slong);

// FLINT calls this on its own errors and does not expect it to return: a fault of the machine.
__attribute__((noreturn)) static void docgen_give_up(void) {
  static const char words[] = "error: FLINT gave up (memory, or a number too large)\n";
  if (write(2, words, sizeof words - 1) < 0) {}
  _exit(3);
}
static inline void docgen_prepare(void) { flint_set_abort(docgen_give_up); }

// Macros that Swift cannot see.
static inline int docgen_is_nan(const arb_t x) { return arf_is_nan(arb_midref(x)); }
static inline int docgen_infinity_sign(const arb_t x) {
  return arf_is_pos_inf(arb_midref(x)) ? 1 : arf_is_neg_inf(arb_midref(x)) ? -1 : 0;
}
static inline double docgen_middle(const arb_t x) { return arf_get_d(arb_midref(x), ARF_RND_NEAR); }

// End points as doubles, rounded outward.
static inline void docgen_bounds(const arb_t x, double *lower, double *upper) {
  arf_t end;
  if (docgen_is_nan(x)) {
    *lower = -INFINITY;
    *upper = INFINITY;
    return;
  }
  arf_init(end);
  arb_get_lbound_arf(end, x, 80);
  *lower = arf_get_d(end, ARF_RND_FLOOR);
  arb_get_ubound_arf(end, x, 80);
  *upper = arf_get_d(end, ARF_RND_CEIL);
  arf_clear(end);
}

// Proved bounds of a function at a double.
static inline void docgen_enclose(
    docgen_function function, double x, double *lower, double *upper) {
  arb_t value;
  arb_init(value);
  arb_set_d(value, x);
  function(value, value, 80);
  docgen_bounds(value, lower, upper);
  arb_clear(value);
}
static inline void docgen_enclose_power(double x, double y, double *lower, double *upper) {
  arb_t base, exponent;
  arb_init(base);
  arb_init(exponent);
  arb_set_d(base, x);
  arb_set_d(exponent, y);
  arb_pow(base, base, exponent, 80);
  docgen_bounds(base, lower, upper);
  arb_clear(base);
  arb_clear(exponent);
}

// 1 if x is exactly an integer of a machine word.
static inline int docgen_integer(const arb_t x, slong *integer) {
  if (!arb_is_int(x) || arf_cmpabs_2exp_si(arb_midref(x), 62) >= 0) return 0;
  *integer = arf_get_si(arb_midref(x), ARF_RND_DOWN);
  return 1;
}

// digits / 10^places at a precision; 0 if the digits are none.
static inline int docgen_set_decimal(arb_t x, const char *digits, ulong places, slong bits) {
  fmpz_t numerator, denominator;
  int status;
  fmpz_init(numerator);
  fmpz_init(denominator);
  status = fmpz_set_str(numerator, digits, 10);
  if (status == 0) {
    fmpz_ui_pow_ui(denominator, 10, places);
    arb_fmpz_div_fmpz(x, numerator, denominator, bits);
  }
  fmpz_clear(numerator);
  fmpz_clear(denominator);
  return status == 0;
}

// The binary exponent e with 2^(e-1) <= |middle| < 2^e, cut to plus or minus 10^9; 0 for 0.
static inline slong docgen_exponent(const arb_t x) {
  if (arf_is_special(arb_midref(x))) return 0;
  return arf_abs_bound_lt_2exp_si(arb_midref(x)) > 1000000000 ? 1000000000
       : arf_abs_bound_lt_2exp_si(arb_midref(x)) < -1000000000 ? -1000000000
       : arf_abs_bound_lt_2exp_si(arb_midref(x));
}

// An end point times 10^places as an integer in decimal: side -1 lower, 1 upper, 0 middle;
// rounding -1 down, 1 up, 0 to the nearest, ties to even. The caller frees it.
static inline char *docgen_scaled(const arb_t x, slong places, int side, int rounding) {
  arf_t end;
  fmpz_t mantissa, exponent, scale, rest;
  char *text;
  arf_init(end);
  fmpz_init(mantissa);
  fmpz_init(exponent);
  fmpz_init(scale);
  fmpz_init(rest);
  if (side < 0) arb_get_lbound_arf(end, x, 5000);
  else if (side > 0) arb_get_ubound_arf(end, x, 5000);
  else arf_set(end, arb_midref(x));
  arf_get_fmpz_2exp(mantissa, exponent, end);
  fmpz_one(scale);
  if (places > 0) {
    fmpz_ui_pow_ui(rest, 10, places);
    fmpz_mul(mantissa, mantissa, rest);
  } else if (places < 0) {
    fmpz_ui_pow_ui(scale, 10, -places);
  }
  if (fmpz_sgn(exponent) >= 0) fmpz_mul_2exp(mantissa, mantissa, fmpz_get_ui(exponent));
  else fmpz_mul_2exp(scale, scale, -fmpz_get_si(exponent));
  if (rounding < 0) {
    fmpz_fdiv_q(mantissa, mantissa, scale);
  } else if (rounding > 0) {
    fmpz_cdiv_q(mantissa, mantissa, scale);
  } else {
    int order;
    fmpz_fdiv_qr(mantissa, rest, mantissa, scale);
    fmpz_mul_2exp(rest, rest, 1);
    order = fmpz_cmp(rest, scale);
    if (order > 0 || (order == 0 && fmpz_is_odd(mantissa))) fmpz_add_ui(mantissa, mantissa, 1);
  }
  text = fmpz_get_str(NULL, 10, mantissa);
  arf_clear(end);
  fmpz_clear(mantissa);
  fmpz_clear(exponent);
  fmpz_clear(scale);
  fmpz_clear(rest);
  return text;
}

// 1/(1 + e^-x) = e^x/(1 + e^x): whichever exponential is below 1.
static inline void docgen_sigmoid(arb_t y, const arb_t x, slong bits) {
  arb_t power, whole;
  int below = arf_sgn(arb_midref(x)) < 0;
  arb_init(power);
  arb_init(whole);
  if (below) arb_set(power, x);
  else arb_neg(power, x);
  arb_exp(power, power, bits + 4);
  arb_add_ui(whole, power, 1, bits + 4);
  if (below) arb_div(y, power, whole, bits);
  else arb_inv(y, whole, bits);
  arb_clear(power);
  arb_clear(whole);
}

// log(1 + e^x) = max(x, 0) + log(1 + e^-|x|).
static inline void docgen_softplus(arb_t y, const arb_t x, slong bits) {
  arb_t power;
  int above = arf_sgn(arb_midref(x)) > 0;
  arb_init(power);
  if (above) arb_neg(power, x);
  else arb_set(power, x);
  arb_exp(power, power, bits + 4);
  arb_log1p(power, power, bits + 4);
  if (above) arb_add(y, x, power, bits);
  else arb_set(y, power);
  arb_clear(power);
}

// An exact double as a fraction; x is finite.
static inline void docgen_fraction_set_double(fmpq_t y, double x) {
  arf_t value;
  fmpz_t mantissa, exponent;
  arf_init(value);
  fmpz_init(mantissa);
  fmpz_init(exponent);
  arf_set_d(value, x);
  arf_get_fmpz_2exp(mantissa, exponent, value);
  fmpz_one(fmpq_denref(y));
  if (fmpz_sgn(exponent) >= 0) {
    fmpz_mul_2exp(fmpq_numref(y), mantissa, fmpz_get_ui(exponent));
  } else {
    fmpz_mul_2exp(fmpq_numref(y), mantissa, 0);
    fmpz_mul_2exp(fmpq_denref(y), fmpq_denref(y), -fmpz_get_si(exponent));
  }
  arf_clear(value);
  fmpz_clear(mantissa);
  fmpz_clear(exponent);
}

// digits / 10^places; 0 if the digits are none.
static inline int docgen_fraction_set_decimal(fmpq_t y, const char *digits, ulong places) {
  if (fmpz_set_str(fmpq_numref(y), digits, 10) != 0) return 0;
  fmpz_ui_pow_ui(fmpq_denref(y), 10, places);
  fmpq_canonicalise(y);
  return 1;
}

// Bits of numerator and denominator together.
static inline ulong docgen_fraction_bits(const fmpq_t x) {
  return fmpz_bits(fmpq_numref(x)) + fmpz_bits(fmpq_denref(x));
}
static inline int docgen_fraction_is_integer(const fmpq_t x) { return fmpz_is_one(fmpq_denref(x)); }

// The greatest integer that is not above x.
static inline void docgen_fraction_floor(fmpq_t y, const fmpq_t x) {
  fmpz_fdiv_q(fmpq_numref(y), fmpq_numref(x), fmpq_denref(x));
  fmpz_one(fmpq_denref(y));
}

// 1 and the root, if both parts of x >= 0 are squares.
static inline int docgen_fraction_root(fmpq_t y, const fmpq_t x) {
  if (!fmpz_is_square(fmpq_numref(x)) || !fmpz_is_square(fmpq_denref(x))) return 0;
  fmpz_sqrt(fmpq_numref(y), fmpq_numref(x));
  fmpz_sqrt(fmpq_denref(y), fmpq_denref(x));
  return 1;
}

// 1 if x is an integer of a machine word.
static inline int docgen_fraction_integer(const fmpq_t x, slong *integer) {
  if (!fmpz_is_one(fmpq_denref(x)) || !fmpz_fits_si(fmpq_numref(x))) return 0;
  *integer = fmpz_get_si(fmpq_numref(x));
  return 1;
}

// Equal fractions have equal remainders.
static inline ulong docgen_fraction_hash(const fmpq_t x) {
  return fmpz_fdiv_ui(fmpq_numref(x), 4294967291UL) * 4294967291UL + fmpz_fdiv_ui(fmpq_denref(x), 4294967291UL);
}

// The double between both neighbours of which x lies: rounded to nearest, or -1 down, 1 up.
static inline double docgen_fraction_double(const fmpq_t x, int rounding) {
  arf_t value;
  double result;
  arf_init(value);
  // Enough bits that the second rounding meets no tie that the first has made, but for one in 2^70.
  arf_set_fmpq(value, x, 128, rounding < 0 ? ARF_RND_FLOOR : rounding > 0 ? ARF_RND_CEIL : ARF_RND_DOWN);
  result = arf_get_d(value, rounding < 0 ? ARF_RND_FLOOR : rounding > 0 ? ARF_RND_CEIL : ARF_RND_NEAR);
  arf_clear(value);
  return result;
}
#endif
