// Package account is what signing in with a password rests on: which passwords
// are accepted, how they are kept, codes of a second factor, and how often
// somebody may guess. It knows no store and no page, and reads no clock.
//
// A password is kept as an argon2id hash with its own salt and parameters
// (RFC 9106; 19 MiB, two passes). A code is one of RFC 6238: six digits, 30
// seconds, SHA-1, because that is what the apps on telephones make; it is taken
// once, and one step early or late. Guesses are counted before anything is
// hashed, for the name that was typed and for the address it came from.
package account
