package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
)

// longestName is the longest name of a setting.
const longestName = 48

// settingKey is where a setting lies. What its name has behind a stroke is not
// the program's own word, such as the name of a source, and stands there as a
// keyed hash.
func (s *Store) settingKey(name string) []byte {
	kind, of, found := strings.Cut(name, "/")
	if !found {
		return []byte(name)
	}
	k := s.keyed('g', kind, of)
	return append([]byte(kind+"/"), k[:]...)
}

// Setting gives a small value kept under a name, or nil. Names are the program's
// own words; behind a stroke any text may stand.
func (s *Store) Setting(name string) ([]byte, error) {
	var value []byte
	err := s.view(func(r *reader) error {
		v, err := r.setting(name)
		value = bytes.Clone(v)
		return err
	})
	return value, err
}

// setting also finds what was kept under its name in the open, as stores did
// before they were sealed.
func (r *reader) setting(name string) ([]byte, error) {
	key := r.s.settingKey(name)
	v, err := r.get(tSettings, key)
	if err != nil || v != nil || string(key) == name {
		return v, err
	}
	return r.get(tSettings, []byte(name))
}

// Set keeps a small value under a name. An equal one is not written again.
func (s *Store) Set(ctx context.Context, name string, value []byte) error {
	if name == "" || len(name) > longestName {
		return fmt.Errorf("a setting named %q %w; accepted are 1 to %d bytes", clip(name), ErrNotKept, longestName)
	}
	return s.write(ctx, func(w *writer) error {
		key := s.settingKey(name)
		same, err := w.same(tSettings, key, value)
		if err != nil || same {
			return err
		}
		return w.put(tSettings, key, bytes.Clone(value))
	})
}

// hashed is the key of a setting that may lie under its name in the open.
func (s *Store) hashed(key []byte) []byte {
	kind, of, found := bytes.Cut(key, []byte("/"))
	if !found || len(of) == len(s.keyed('g')) && !isText(of) {
		return key
	}
	return s.settingKey(string(kind) + "/" + string(of))
}

// isText says whether bytes are a name rather than a hash: 16 random bytes are
// printable once in ten million.
func isText(b []byte) bool {
	return !bytes.ContainsFunc(b, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0xfffd })
}

// hashSettings puts settings that lie under names in the open where they belong.
func (w *writer) hashSettings() error {
	var list []record
	err := w.walk(tSettings, nil, func(key, plain []byte) error {
		if to := w.s.hashed(key); !bytes.Equal(to, key) {
			list = append(list, record{bytes.Clone(key), bytes.Clone(plain)})
		}
		return nil
	})
	for _, r := range list {
		err = errors.Join(err, w.put(tSettings, w.s.hashed(r.key), r.plain), w.takeOut(tSettings, r.key))
	}
	return err
}
