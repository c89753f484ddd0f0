package store

import (
	"encoding/binary"
	"maps"
	"strings"
)

// Texts that many events share (people, authorities, rules, names of files) are
// kept once and named by number. The numbers only grow.
type words struct {
	text   []string          // by number, from 1
	number map[string]uint32 // never changed once read by others
}

const (
	longestWord = 64
	mostWords   = 1<<16 - 1 // an authority's number is part of its cases' keys, in two bytes
)

func wordKey(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }

// loadWords reads them all.
func (r *reader) loadWords() (*words, error) {
	w := &words{number: map[string]uint32{}}
	err := r.walk(tWords, nil, func(key, stored []byte) error {
		v, err := r.open(tWords, nil, key, stored)
		if err != nil {
			return err
		}
		n := uint32(len(w.text) + 1)
		if string(key) != string(wordKey(n)) {
			return tWords.damage(key, "the numbers have a gap before it")
		}
		w.text = append(w.text, string(v))
		w.number[string(v)] = n
		return nil
	})
	return w, err
}

// word gives the text of a number; ok is false where there is none.
func (r *reader) word(n uint64) (text string, ok bool) {
	w := r.s.words.Load()
	known := uint64(len(w.text))
	switch {
	case n >= 1 && n <= known:
		return w.text[n-1], true
	case n > known && n-known <= uint64(len(r.words)):
		return r.words[n-known-1], true // another Write of the same transaction brought it
	}
	if n > mostWords {
		return "", false
	}
	v, err := r.get(tWords, wordKey(uint32(n)))
	return string(v), err == nil && v != nil
}

// number gives the number of a text, a new one if need be; 0 where it is not
// worth one.
func (w *writer) number(text string) uint64 {
	known := w.s.words.Load()
	if n, ok := known.number[text]; ok {
		return uint64(n)
	}
	for i, t := range w.words {
		if t == text {
			return uint64(len(known.text) + i + 1)
		}
	}
	if len(text) == 0 || len(text) > longestWord || len(known.text)+len(w.words) >= mostWords {
		return 0
	}
	w.words = append(w.words, text)
	return uint64(len(known.text) + len(w.words))
}

func (w *writer) flushWords() error {
	base := len(w.s.words.Load().text)
	for i, t := range w.words {
		if err := w.put(tWords, wordKey(uint32(base+i+1)), []byte(t)); err != nil {
			return err
		}
	}
	return nil
}

// learn makes the words of a committed transaction known to all.
func (s *Store) learn(added []string) {
	if len(added) == 0 {
		return
	}
	old := s.words.Load()
	next := &words{text: append(old.text[:len(old.text):len(old.text)], added...), number: maps.Clone(old.number)}
	for i, t := range added {
		next.number[t] = uint32(len(old.text) + i + 1)
	}
	s.words.Store(next)
}

// putWord writes a text by number where it has one.
func (p *packer) word(w *writer, text string) {
	n := w.number(text)
	p.uint(n)
	if n == 0 {
		p.text(text)
	}
}

func (u *unpacker) word(r *reader) string {
	n := u.uint()
	if n == 0 {
		return u.text()
	}
	text, ok := r.word(n)
	if !ok {
		u.fail()
	}
	return text
}

// splitSource parts "file:12" into file and line; line is -1 where there is
// none in that form.
func splitSource(s string) (file string, line int) {
	i := strings.LastIndexByte(s, ':')
	digits := s[i+1:]
	if i < 0 || digits == "" || len(digits) > 9 || digits[0] == '0' {
		return s, -1
	}
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' {
			return s, -1
		}
		line = line*10 + int(c-'0')
	}
	return s[:i], line
}
