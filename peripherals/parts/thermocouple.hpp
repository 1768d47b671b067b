#pragma once
// What a thermocouple of type K gives, in millivolts, with its other end at 0
// degC: NIST Monograph 175, ITS-90.

namespace parts {

double type_k_millivolts(double celsius);  // -270 to 1372

}  // namespace parts
