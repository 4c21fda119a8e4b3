package access

import (
	"context"
	"strings"
	"unicode"

	"hilo/app/fault"
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
// never lets anybody in. Faults: on field code, the word is none of this door;
// TooMany.
func (g *Gate) SendByWord(ctx context.Context, word, token string, ask Ask) (cookie string, err error) {
	if err := g.Allow(ctx, Guesses, ask.IP); err != nil {
		return "", err
	}
	d := door{next: OwnPath(ask.Next)}
	if token != "" {
		l, err := g.FindLink(ctx, token)
		if err != nil {
			return "", err
		}
		d = l.door()
	}
	key := g.secret.codeHash("word", word)
	var email string
	err = g.db.Read.NewSelect().Table("way_words").Column("email").Where("hash = ? AND link_id = ?", key, d.link).Scan(ctx, &email)
	if db.Missing(err) {
		return "", fault.Mend("code", "access.word.unknown")
	} else if err != nil {
		return "", err
	}
	if d.email == "" {
		d.email = email
	}
	a := askerOf(ask.IP)
	budgets := append(g.askerBudgets(a), budget{wordMinute, key, quiet}, budget{wordDay, key, quiet})
	return g.sendBy(ctx, ask, d, a, counted(budgets), true)
}
