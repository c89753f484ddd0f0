package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"caseclock/cmd/caseclock/config"
	"caseclock/seal"
	"caseclock/store"
)

// ofStore are the options that every command opens the configured store with,
// the keys among them.
func (a *app) ofStore(c *config.Config, command string) (store.Options, error) {
	o := store.Options{Now: a.now, Holder: "caseclock " + command, First: first(context.Background(), func(w string) { fmt.Fprintln(a.err, "caseclock:", w) })}
	keys, err := masterKeys(c, a.now)
	if keys != nil {
		o.Keys = keys
	}
	return o, err
}

// masterKeys reads the configured master keys; nil where there is none.
func masterKeys(c *config.Config, now func() time.Time) (*seal.Keys, error) {
	file, credential := c.MasterKey()
	if file == "" {
		return nil, nil
	}
	read, setting := seal.ReadMaster, "keys.file"
	if credential {
		read, setting = seal.ReadCredential, "the credential "+config.Credential
	}
	present, err := read(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", setting, err)
	}
	keys := &seal.Keys{Now: now, Present: present}
	for i, file := range c.Keys.Before {
		m, err := seal.ReadMaster(file)
		if err != nil {
			return nil, fmt.Errorf("keys.before[%d]: %w", i, err)
		}
		keys.Before = append(keys.Before, m)
	}
	return keys, nil
}

// nextMaster reads a master key that is to take the present one's place. Those
// that it read before are remembered: one of them may be the present one.
func nextMaster(c *config.Config, now func() time.Time) func(file string) (store.Keys, error) {
	var read []*seal.Master
	return func(file string) (store.Keys, error) {
		keys, err := masterKeys(c, now)
		if err != nil {
			return nil, err
		}
		next, err := seal.ReadMaster(file)
		if err != nil {
			return nil, err
		}
		if keys == nil {
			return nil, errors.New("the store is not sealed; name a key as keys.file and restart: that seals it")
		}
		before := append(append([]*seal.Master{keys.Present}, keys.Before...), read...)
		read = append(read, next)
		return &seal.Keys{Now: now, Present: next, Before: before}, nil
	}
}

// noKey says which key is asked for, where it was looked for, and what to do.
func noKey(path string, err error) error {
	const remedy = "name that key's file as keys.file in the configuration (or under keys.before, where a newer one is in use now); without it nothing in the store can be read"
	if record, failed := store.KeyRecordOf(path); failed == nil && record != nil {
		if r, failed := seal.ReadRecord(record); failed == nil && !strings.Contains(err.Error(), r.Master) {
			return fmt.Errorf("%w; it asks for master key %s; %s", err, r.Master, remedy)
		}
	}
	return fmt.Errorf("%w; %s", err, remedy)
}
