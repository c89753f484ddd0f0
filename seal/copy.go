package seal

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"

	"filippo.io/age"
)

// CheckRecipient says what is wrong with a recipient of copies.
func CheckRecipient(text string) error {
	_, err := age.ParseX25519Recipient(text)
	if err != nil {
		return fmt.Errorf("%q is no recipient; accepted is an age public key, age1 and 58 letters and digits", clip(text))
	}
	return nil
}

// clip keeps what may be a secret, given by mistake, out of an error.
func clip(text string) string {
	if len(text) <= 8 {
		return text
	}
	return text[:8] + "…"
}

// ErrCopy: an encrypted copy does not read back as what was encrypted.
var ErrCopy = errors.New("the encrypted copy does not read back")

// Encrypt writes a file to another, new one (mode 0600), for recipients, and
// reads it back: it is decrypted with a key that is made for this and forgotten,
// and must come out as what went in.
func Encrypt(from, to string, recipients []string) error {
	own, err := age.GenerateX25519Identity()
	if err != nil {
		return err
	}
	list := []age.Recipient{own.Recipient()}
	for _, text := range recipients {
		if err := CheckRecipient(text); err != nil {
			return err
		}
		r, err := age.ParseX25519Recipient(text)
		if err != nil {
			return err
		}
		list = append(list, r)
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(encrypt(in, out, list, own), out.Close())
}

func encrypt(in io.Reader, out *os.File, list []age.Recipient, own age.Identity) error {
	w, err := age.Encrypt(out, list...)
	if err != nil {
		return err
	}
	went, came := sha256.New(), sha256.New()
	if _, err := io.Copy(io.MultiWriter(w, went), in); err != nil {
		return err
	}
	if err := errors.Join(w.Close(), out.Sync()); err != nil {
		return err
	}
	if _, err := out.Seek(0, io.SeekStart); err != nil {
		return err
	}
	r, err := age.Decrypt(out, own)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrCopy, err)
	}
	if _, err := io.Copy(came, r); err != nil {
		return fmt.Errorf("%w: %w", ErrCopy, err)
	}
	return same(went, came)
}

func same(went, came hash.Hash) error {
	if string(went.Sum(nil)) != string(came.Sum(nil)) {
		return fmt.Errorf("%w: it holds something else", ErrCopy)
	}
	return nil
}

// Encrypted says whether a file begins as an encrypted copy does.
func Encrypted(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	b := make([]byte, len(ageMark))
	n, err := io.ReadFull(f, b)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false, err
	}
	return string(b[:n]) == ageMark, nil
}

const ageMark = "age-encryption.org/"

// Decrypt writes what an encrypted copy holds to a new file (mode 0600), with the
// secret keys in another, as age-keygen makes them.
func Decrypt(from, to, identities string) error {
	keys, err := os.Open(identities)
	if err != nil {
		return err
	}
	defer keys.Close()
	list, err := age.ParseIdentities(keys)
	if err != nil {
		return fmt.Errorf("%s: it holds no age secret key that can be used; accepted is what age-keygen makes", identities)
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	r, err := age.Decrypt(in, list...)
	if err != nil {
		return fmt.Errorf("%s: %w; looked at the keys in %s", from, err, identities)
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, r)
	if err != nil {
		err = fmt.Errorf("%s: it is cut short or was changed: %w", from, err)
	}
	return errors.Join(err, out.Sync(), out.Close())
}
