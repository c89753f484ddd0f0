package account

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

const (
	step      = 30 * time.Second
	digits    = 6
	secretLen = 20 // bytes
)

var base32Plain = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewSecret makes the secret of a second factor, written in base32 as apps take
// it.
func NewSecret() string {
	b := make([]byte, secretLen)
	_, _ = rand.Read(b) // never fails
	return base32Plain.EncodeToString(b)
}

// SecretAddress is what an app reads from a picture: the secret, the product
// and the person's id.
func SecretAddress(issuer, id, secret string) string {
	q := url.Values{"secret": {secret}, "issuer": {issuer}, "algorithm": {"SHA1"}, "digits": {fmt.Sprint(digits)}, "period": {"30"}}
	return "otpauth://totp/" + url.PathEscape(issuer+":"+id) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}

// Step numbers the 30 seconds that an instant lies in, from 1970.
func Step(at time.Time) uint64 { return uint64(at.Unix()) / uint64(step/time.Second) }

// code is the code of a step.
func code(secret []byte, n uint64, digits int) string {
	mac := hmac.New(sha1.New, secret)
	mac.Write(binary.BigEndian.AppendUint64(nil, n))
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	v := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	mod := uint32(1)
	for range digits {
		mod *= 10
	}
	return fmt.Sprintf("%0*d", digits, v%mod)
}

// Code is the code of a secret at an instant; empty where it is no secret.
func Code(secret string, at time.Time) string {
	b, err := base32Plain.DecodeString(secret)
	if err != nil {
		return ""
	}
	return code(b, Step(at), digits)
}

// CodeFits says which step a code is of, where it is of the present one or of
// one beside it, and later than the last that was taken. Spaces in a code are
// left out.
func CodeFits(secret, typed string, at time.Time, last uint64) (n uint64, ok bool) {
	b, err := base32Plain.DecodeString(secret)
	if err != nil || len(b) == 0 {
		return 0, false
	}
	typed = strings.ReplaceAll(typed, " ", "")
	now := Step(at)
	for i := now - 1; i <= now+1; i++ {
		same := subtle.ConstantTimeCompare([]byte(code(b, i, digits)), []byte(typed)) == 1
		if same && i > last && !ok {
			n, ok = i, true
		}
	}
	return n, ok
}
