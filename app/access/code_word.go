package access

import (
	"context"
	"strings"
	"unicode"

	"hilo/app/fault"
	"hilo/app/limits"
	"hilo/db"
)

// ShowWord is how people read a word: ABCD EFGH JKLM NPQR.
func ShowWord(word string) string { return inFours(word) }

// ReadWord finds the 16 letters of a code mail in what was typed, pasted or
// came behind the # of its link.
func ReadWord(typed string) (word string, ok bool) {
	if len(typed) > maxPasted || strings.ContainsFunc(typed, unicode.IsDigit) {
		return "", false
	}
	for _, r := range visible(typed) {
		switch r = unicode.ToUpper(r); {
		case strings.ContainsRune(letters, r):
			word += string(r)
		case r != '.' && !parting(r):
			return "", false
		}
	}
	return word, len(word) == 16
}

// SendByWord sends a code at once to the mailbox whose mail carried the word: it
// asks no budget that strangers can empty. For a guest link token names it. It
// never lets anybody in. Faults: on field code, the word is none of this target;
// TooMany.
func (codes *Codes) SendByWord(ctx context.Context, word, token string, ask Ask) (cookie string, err error) {
	t := codeTarget{next: OwnPath(ask.Next)}
	if token != "" {
		l, err := findLink(ctx, codes.ground, token)
		if err != nil {
			return "", err
		}
		t = l.codeTarget()
	}
	key := codes.secret.codeHash("word", word)
	var email string
	err = codes.db.Read.NewSelect().Table("way_words").Column("email").Where("hash = ? AND link_id = ?", key, t.link).Scan(ctx, &email)
	if db.Missing(err) {
		return "", fault.Mend("code", "access.word.unknown")
	} else if err != nil {
		return "", err
	}
	if t.email == "" {
		t.email = email
	}
	a := limits.AskerOf(ask.IP)
	budgets := append(codes.askerBudgets(a), limits.Budget{Rule: wordMinute, Whom: key}, limits.Budget{Rule: wordDay, Whom: key})
	return codes.sendBy(ctx, ask, t, a, counted(budgets), true)
}
