package store

import (
	"sync"

	bolt "go.etcd.io/bbolt"
)

// reading knows the transactions that read at this instant, and the pages from
// which each reads.
type reading struct {
	mu   sync.Mutex
	open map[*bolt.Tx]meta
}

// begin lets a transaction begin and notes it, so that none reads unknown to
// who asks.
func (n *reading) begin(db *bolt.DB) (*bolt.Tx, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	tx, err := db.Begin(false)
	if err != nil {
		return nil, err
	}
	if n.open == nil {
		n.open = map[*bolt.Tx]meta{}
	}
	size := int64(db.Info().PageSize)
	n.open[tx] = meta{pageSize: size, root: uint64(tx.Cursor().Bucket().Root()), pages: uint64(tx.Size() / size), tx: uint64(tx.ID())}
	return tx, nil
}

func (n *reading) end(tx *bolt.Tx) {
	n.mu.Lock()
	delete(n.open, tx)
	n.mu.Unlock()
	tx.Rollback()
}

// states are those that somebody reads.
func (n *reading) states() []meta {
	n.mu.Lock()
	defer n.mu.Unlock()
	list := make([]meta, 0, len(n.open))
	for _, m := range n.open {
		list = append(list, m)
	}
	return list
}

// before says whether somebody reads a state from before a transaction.
func (n *reading) before(tx uint64) bool {
	for _, m := range n.states() {
		if m.tx < tx {
			return true
		}
	}
	return false
}
