"""The standard normal law: the chance below a number, and the number below which a chance lies.

Rational functions of Cephes (Moshier 1989, Methods and Programs for Mathematical Functions; error
below 1e-15 and, in the far tails, 1e-13), from which SciPy's `ndtr` and `ndtri` come too.  They are
written out because the import of SciPy's takes a fifth of a second, as long as a year of 20,000
people; and with them a result does not hang on how SciPy was built.
"""

from __future__ import annotations

import math

import numpy as np

TAIL = 0.13533528323661269189  # e**-2: chances below it are in the tails
ROOT_OF_2_PI = 2.50662827463100050242
LEAST_EXP = -709.782712893383996843  # of which exp is no subnormal float64
CENTRE = (
    (-5.99633501014107895267e1, 9.80010754185999661536e1, -5.66762857469070293439e1,
     1.39312609387279679503e1, -1.23916583867381258016e0),
    (1.0, 1.95448858338141759834e0, 4.67627912898881538453e0, 8.63602421390890590575e1,
     -2.25462687854119370527e2, 2.00260212380060660359e2, -8.20372256168333339912e1,
     1.59056225126211695515e1, -1.18331621121330003142e0))
NEAR_TAIL = (
    (4.05544892305962419923e0, 3.15251094599893866154e1, 5.71628192246421288162e1,
     4.40805073893200834700e1, 1.46849561928858024014e1, 2.18663306850790267539e0,
     -1.40256079171354495875e-1, -3.50424626827848203418e-2, -8.57456785154685413611e-4),
    (1.0, 1.57799883256466749731e1, 4.53907635128879210584e1, 4.13172038254672030440e1,
     1.50425385692907503408e1, 2.50464946208309415979e0, -1.42182922854787788574e-1,
     -3.80806407691578277194e-2, -9.33259480895457427372e-4))
FAR_TAIL = (
    (3.23774891776946035970e0, 6.91522889068984211695e0, 3.93881025292474443415e0,
     1.33303460815807542389e0, 2.01485389549179081538e-1, 1.23716634817820021358e-2,
     3.01581553508235416007e-4, 2.65806974686737550832e-6, 6.23974539184983293730e-9),
    (1.0, 6.02427039364742014255e0, 3.67983563856160859403e0, 1.37702099489081330271e0,
     2.16236993594496635890e-1, 1.34204006088543189037e-2, 3.28014464682127739104e-4,
     2.89247864745380683936e-6, 6.79019408009981274425e-9))
ERF = (
    (9.60497373987051638749e0, 9.00260197203842689217e1, 2.23200534594684319226e3,
     7.00332514112805075473e3, 5.55923013010394962768e4),
    (1.0, 3.35617141647503099647e1, 5.21357949780152679795e2, 4.59432382970980127987e3,
     2.26290000613890934246e4, 4.92673942608635921086e4))
ERFC_NEAR = (
    (2.46196981473530512524e-10, 5.64189564831068821977e-1, 7.46321056442269912687e0,
     4.86371970985681366614e1, 1.96520832956077098242e2, 5.26445194995477358631e2,
     9.34528527171957607540e2, 1.02755188689515710272e3, 5.57535335369399327526e2),
    (1.0, 1.32281951154744992508e1, 8.67072140885989742329e1, 3.54937778887819891062e2,
     9.75708501743205489753e2, 1.82390916687909736289e3, 2.24633760818710981792e3,
     1.65666309194161350182e3, 5.57535340817727675546e2))
ERFC_FAR = (
    (5.64189583547755073984e-1, 1.27536670759978104416e0, 5.01905042251180477414e0,
     6.16021097993053585195e0, 7.40974269950448939160e0, 2.97886665372100240670e0),
    (1.0, 2.26052863220117276590e0, 9.39603524938001434673e0, 1.20489539808096656605e1,
     1.70814450747565897222e1, 9.60896809063285878198e0, 3.36907645100081516050e0))


@np.errstate(invalid="ignore")
def below(x):
    """Return the chance of a standard normal number below each x: float64 of the shape of x."""
    z = np.ravel(np.asarray(x, float)) * math.sqrt(0.5)
    size = np.abs(z)
    square = z * z
    middle = 0.5 + 0.5 * (z * _evaluated(ERF[0], square) / _evaluated(ERF[1], square))
    near = size < 8.0
    top, bottom = (np.where(near, _evaluated(ERFC_NEAR[k], size), _evaluated(ERFC_FAR[k], size))
                   for k in range(2))
    power = np.where(-square < LEAST_EXP, 0.0, _each(math.exp, -square))
    left = 0.5 * np.where(power == 0.0, 0.0, power * top / bottom)
    outside = np.where(z > 0.0, 1.0 - left, left)
    return np.where(size < 1.0, middle, outside).reshape(np.shape(x))


def inverse(chance):
    """Return the standard normal number below which each chance in (0, 1) lies, float64."""
    p = np.ravel(np.asarray(chance, float))
    upper = p > 1.0 - TAIL
    low = np.where(upper, 1.0 - p, p)
    tail = low <= TAIL
    y = low - 0.5
    square = y * y
    out = (y + y * (square * _evaluated(CENTRE[0], square)
                    / _evaluated(CENTRE[1], square))) * ROOT_OF_2_PI
    if tail.any():
        x = _in_tail(low[tail])
        out[tail] = np.where(upper[tail], x, -x)
    return out.reshape(np.shape(chance))


def _in_tail(chance):
    """Return the number above which a small chance lies."""
    x = np.sqrt(-2.0 * _log(chance))
    z = 1.0 / x
    top, bottom = _evaluated(NEAR_TAIL[0], z), _evaluated(NEAR_TAIL[1], z)
    far = x >= 8.0
    if far.any():
        top = np.where(far, _evaluated(FAR_TAIL[0], z), top)
        bottom = np.where(far, _evaluated(FAR_TAIL[1], z), bottom)
    return (x - _log(x) / x) - z * top / bottom


def _log(x):
    """Return natural logarithms by the C library, from which NumPy's own may differ in a bit."""
    return _each(math.log, x)


def _each(function, x):
    """Return a function of the C library of every number, float64 (numbers,)."""
    return np.fromiter(map(function, x.tolist()), float, len(x))


def _evaluated(coefficients, x):
    """Return a polynomial of x; coefficients: the highest power first."""
    value = coefficients[0] * x
    for one in coefficients[1:-1]:
        value += one
        value *= x
    value += coefficients[-1]
    return value
