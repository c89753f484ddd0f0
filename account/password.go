package account

import (
	"crypto/rand"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// How long a password is, in characters.
const (
	Shortest = 12
	Longest  = 128
)

// fewestFree is how many characters of a password at least are no continuation
// of a row on the keyboard, in the alphabet or of one character; fewestKinds,
// how many different ones there are.
const (
	fewestFree  = 6
	fewestKinds = 5
)

// Faults says all that is wrong with a password for an account: sentences that
// never hold it. None: it is accepted. Words are what a guesser would try first
// for this person: their id, their name.
func Faults(password string, words ...string) []string {
	var faults []string
	say := func(when bool, text string) {
		if when {
			faults = append(faults, text)
		}
	}
	if !utf8.ValidString(password) {
		return []string{"it is no text; accepted are letters, digits, signs and spaces"}
	}
	password = norm.NFC.String(password)
	n := utf8.RuneCountInString(password)
	say(n < Shortest, fmt.Sprintf("it has %d characters; accepted are %d to %d: three or four words do well", n, Shortest, Longest))
	say(n > Longest, fmt.Sprintf("it has %d characters; accepted are %d to %d", n, Shortest, Longest))
	if n > Longest {
		return faults
	}
	say(strings.ContainsFunc(password, func(r rune) bool { return !unicode.IsGraphic(r) }), "it holds signs that cannot be seen; accepted are letters, digits, signs and spaces")
	if n >= Shortest {
		say(guessable(password), "it is among the first that somebody would guess; accepted is one that is not a common password, a repetition or a row of the keyboard")
		say(holdsWord(password, words), "it holds your id or your name; accepted is one without")
	}
	return faults
}

// guessable says whether a password is one of those tried first.
func guessable(password string) bool {
	plain := strings.ToLower(password)
	core := strings.TrimFunc(plain, func(r rune) bool { return !unicode.IsLetter(r) })
	return common[squeeze(plain)] || listed(plain) || listed(squeeze(plain)) || made(onlyLetters(plain)) || made(onlyLetters(unleet.Replace(plain))) || made(onlyLetters(unleet.Replace(core))) ||
		kinds(plain) < fewestKinds || free(plain) < fewestFree || repeats(plain)
}

// holdsWord says whether a password holds one of the words, of three letters or
// more.
func holdsWord(password string, words []string) bool {
	plain := squeeze(strings.ToLower(password))
	for _, w := range words {
		for _, part := range append(strings.Fields(strings.ToLower(w)), w) {
			if part = squeeze(strings.ToLower(part)); utf8.RuneCountInString(part) > 3 && strings.Contains(plain, part) {
				return true
			}
		}
	}
	return false
}

// unleet puts letters for the digits and signs that stand for them.
var unleet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b", "@", "a", "$", "s", "!", "i")

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

func onlyLetters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
}

// made says whether letters are made of common words and nothing else. No
// letters at all are not.
func made(letters string) bool {
	ends := make([]bool, len(letters)+1)
	ends[0] = true
	for i := range letters {
		for _, w := range commonWords {
			if ends[i] && strings.HasPrefix(letters[i:], w) {
				ends[i+len(w)] = true
			}
		}
	}
	return letters != "" && ends[len(letters)]
}

// kinds counts the different characters.
func kinds(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// free counts the characters that do not go on from the one before: the same
// again, the next or the one before in the alphabet or on the keyboard.
func free(s string) int {
	n, before := 0, rune(0)
	for _, r := range s {
		if !follows(before, r) {
			n++
		}
		before = r
	}
	return n
}

// rows of a keyboard, and columns.
var rows = []string{"qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "qwertzuiop", "yxcvbnm", "azertyuiop"}

func follows(a, b rune) bool {
	if d := b - a; d >= -1 && d <= 1 {
		return true
	}
	for _, row := range rows {
		i, j := strings.IndexRune(row, a), strings.IndexRune(row, b)
		if i >= 0 && j >= 0 && (j-i == 1 || i-j == 1) {
			return true
		}
	}
	return false
}

// repeats says whether a text is one that is shorter than a password may be,
// again and again.
func repeats(s string) bool {
	r := []rune(s)
	for n := 1; n < Shortest && n <= len(r)/2; n++ {
		same := true
		for i := n; i < len(r) && same; i++ {
			same = r[i] == r[i-n]
		}
		if same {
			return true
		}
	}
	return false
}

// Generate makes a password of 100 random bits in four groups of letters and
// digits, to be given once and changed.
func Generate() string {
	t := strings.ToLower(rand.Text()[:20])
	return t[:5] + "-" + t[5:10] + "-" + t[10:15] + "-" + t[15:]
}
