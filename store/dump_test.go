package store

import (
	"fmt"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// dump gives every record of a store as stored.
func dump(t testing.TB, s *Store) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := s.db.View(func(tx *bolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error {
				all[fmt.Sprintf("%s/%x", name, k)] = fmt.Sprintf("%x", v)
				return nil
			})
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// dumpRecords is dump without the numbers of the last transaction, which
// compacting gives anew.
func dumpRecords(t testing.TB, s *Store) map[string]string {
	t.Helper()
	all := dump(t, s)
	for _, table := range turnTables {
		key := fmt.Sprintf("%s/%x", table.name, keyTurn)
		if all[key] == "" {
			t.Errorf("%s has no number of the last transaction", table.name)
		}
		delete(all, key)
	}
	return all
}
