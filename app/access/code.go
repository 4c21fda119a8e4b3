package access

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"hilo/app/fault"
)

// How many challenges of a day may be open, unanswered, before codes grow. With
// five tries at each, all strangers together have a chance of 900 × 5 in 10⁸,
// 79,100 × 5 in 10¹⁰ and so on: less than one in 10,000 to guess any code of the
// site in a day, and one in a million to guess a target's.
const (
	fewOpen  = 15 // of one target
	someOpen = 900
	manyOpen = 80_000
)

// digitsFor is how long the next code is, where all are open on the site and own
// of its target.
func digitsFor(all, own int) int {
	switch {
	case all >= manyOpen:
		return 12
	case all >= someOpen || own >= fewOpen:
		return 10
	}
	return 8
}

// newCode draws a code and returns its hash. The number of a ticket is never a
// code: people mix the two up, and mails carry both.
func (codes *Codes) newCode(ctx context.Context, tx bun.Tx, c *challenge) (string, error) {
	for try := range drawings {
		code := codes.secret.code(c.ID, c.Digits, try)
		taken, err := tx.NewSelect().Table("tickets").Where("number = CAST(? AS BIGINT)", code).Exists(ctx)
		if err != nil {
			return "", err
		}
		if !taken {
			return codes.secret.codeHash(c.ID, code), nil
		}
	}
	return "", errors.New("every code that was drawn is a ticket's number")
}

// codeOf finds the code again that was drawn for c.
func (codes *Codes) codeOf(c *challenge) (string, error) {
	for try := range drawings {
		if code := codes.secret.code(c.ID, c.Digits, try); codes.matches(c, code) {
			return code, nil
		}
	}
	return "", errors.New("the code cannot be read: was the secret file changed?")
}

const drawings = 100

// code is uniform over all numbers of so many digits: what would favour the low
// ones is drawn again. It is made from the challenge, not kept.
func (s *Secret) code(challenge string, digits, try int) string {
	size := uint64(math.Pow10(digits))
	for again := 0; ; again++ {
		n := binary.BigEndian.Uint64(s.stream("code", challenge, try, again))
		if n < math.MaxUint64/size*size {
			return fmt.Sprintf("%0*d", digits, n%size)
		}
	}
}

// letters are those of words; I and O look like figures.
const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"

// word is 16 letters: 73 bits.
func (s *Secret) word(challenge string) string {
	var word []byte
	for again := 0; ; again++ {
		for _, b := range s.stream("word", challenge, 0, again) {
			if b < 240 { // a multiple of 24
				word = append(word, letters[b%24])
			}
			if len(word) == 16 {
				return string(word)
			}
		}
	}
}

func (s *Secret) stream(what, challenge string, try, again int) []byte {
	mac := hmac.New(sha256.New, s.codes)
	fmt.Fprint(mac, what, "|", challenge, "|", try, "|", again)
	return mac.Sum(nil)
}

// ShowCode is how people read a code: 1234 5678, 12345 67890, 1234 5678 9012.
func ShowCode(code string) string {
	if len(code) == 10 {
		return code[:5] + " " + code[5:]
	}
	return inFours(code)
}

func inFours(text string) string {
	var parts []string
	for ; len(text) > 4; text = text[4:] {
		parts = append(parts, text[:4])
	}
	return strings.Join(append(parts, text), " ")
}

// codeHash is how a code is stored: without the pepper, which is not in the
// database, 10⁸ codes would be tried in a second.
func (s *Secret) codeHash(challenge, code string) string {
	mac := hmac.New(sha256.New, s.pepper)
	mac.Write([]byte(challenge + "|" + code))
	return hex.EncodeToString(mac.Sum(nil))
}

// read finds the code in what was typed or pasted: the one group of digits that
// can be one and is no ticket number of the target's. Faults on field code: there
// is none, or a number alone, or more than one.
func (codes *Codes) read(ctx context.Context, t codeTarget, typed string) (string, error) {
	found := codesIn(typed)
	if len(found) == 0 {
		return "", fault.Mend("code", "access.code.digits")
	}
	numbers, err := codes.numbers(ctx, t, found)
	if err != nil {
		return "", err
	}
	found = slices.DeleteFunc(found, func(code string) bool { return slices.Contains(numbers, code) })
	switch len(found) {
	case 0:
		return "", fault.Mend("code", "access.code.number")
	case 1:
		return found[0], nil
	}
	return "", fault.Mend("code", "access.code.several")
}

// numbers are those of candidates that are the number of a ticket which t is
// about: the guest's own, or any of the address that signs in.
func (codes *Codes) numbers(ctx context.Context, t codeTarget, candidates []string) (all []string, err error) {
	if t.number != 0 {
		return []string{strconv.FormatInt(t.number, 10)}, nil
	}
	var numbers []int64
	for _, code := range candidates {
		if n, err := strconv.ParseInt(code, 10, 64); err == nil {
			numbers = append(numbers, n)
		}
	}
	err = codes.db.Read.NewSelect().TableExpr("tickets AS t").Join("JOIN people AS p ON p.id = t.requester_id").
		Where("p.email = ? AND t.number IN ?", t.email, bun.Tuple(numbers)).ColumnExpr("CAST(t.number AS TEXT)").Scan(ctx, &all)
	return all, err
}
