package access

import (
	"cmp"
	"context"

	"hilo/app/desk"
)

// ToErase is the one thing that is done only after a code of its own: a code
// for one purpose is worth nothing for another, nor to sign in.
const ToErase = "erasure"

// AskConfirm mails a code to who, to confirm purpose with, and returns the
// challenge cookie. Limits show in nothing, as with StartSignIn.
func (g *Gate) AskConfirm(ctx context.Context, who desk.Person, purpose string, ask Ask) (cookie string, err error) {
	return g.send(ctx, ask, door{email: who.Email, link: purpose})
}

// Confirm checks the code that who typed, and uses it up. Faults on field
// code, as FinishSignIn.
func (g *Gate) Confirm(ctx context.Context, who desk.Person, purpose, cookie, code string, v Visitor) error {
	asked, _, err := g.answer(ctx, cookie, code, door{email: who.Email, link: purpose}, v)
	if err != nil {
		return err
	}
	if asked.Email != who.Email { // asked for by another account of this browser
		return errDead()
	}
	return cmp.Or(g.use(ctx, g.db, asked), prove(ctx, g.db, who.ID, g.now()))
}
