// Package seal keeps the keys that a store's values are sealed with, and seals
// copies that leave the machine.
//
// # Keys
//
// There are three kinds. The master key is 32 random bytes in a file that only
// its owner may read, or in a credential that the service manager hands over; it
// never lies in the store. The data keys are a Tink keyset of AES-256-GCM keys,
// one of which seals and all of which open; the keyset lies in the store, sealed
// with the master key (XChaCha20-Poly1305) to the store's id and to what the
// record says of the keys in the open. The secret of each case is the store's
// own and is sealed with a data key.
//
// A master key is known by its id, eight bytes of a hash of it, which may be
// shown. Random nonces of 96 bits allow some 2^32 values under one data key
// (NIST SP 800-38D, 8.3); a council writes far fewer in a century, and a new data
// key begins anew.
//
// # Copies
//
// Copies that leave the machine are encrypted as age files (age-encryption.org/v1)
// to X25519 recipients, on top of the sealing: age and rage open them too.
package seal
