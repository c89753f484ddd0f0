package suppress

import "math/bits"

// prime is what sums are reckoned modulo of where fractions would come up.
const prime = 1<<61 - 1

func times(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return plus(lo&prime, lo>>61|hi<<3)
}

func plus(a, b uint64) uint64 {
	if a += b; a >= prime {
		a -= prime
	}
	return a
}

func minus(a uint64) uint64 { return (prime - a) % prime }

// inverse is what times a is 1 (Fermat).
func inverse(a uint64) uint64 {
	if a == 1 {
		return 1
	}
	r := uint64(1)
	for e := uint64(prime - 2); e > 0; e >>= 1 {
		if e&1 == 1 {
			r = times(r, a)
		}
		a = times(a, a)
	}
	return r
}

func modulo(n int) uint64 {
	if n < 0 {
		return minus(uint64(-n))
	}
	return uint64(n)
}

// little is the whole number near 0 that a number stands for, if there is one.
func little(a uint64) (n int, ok bool) {
	if a > prime/2 {
		a, n = minus(a), -1
	}
	if a > 1000 {
		return 0, false
	}
	if n < 0 {
		return -int(a), true
	}
	return int(a), true
}
