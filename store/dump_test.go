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
