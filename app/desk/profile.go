package desk

import "context"

// Profile is what a person tells of themselves.
type Profile struct{ Name, Locale, Timezone string }

// Describe keeps the profile of who. Its values were checked by the caller.
func (d *Desk) Describe(ctx context.Context, who Person, p Profile) error {
	_, err := d.db.NewRaw("UPDATE people SET name = ?, locale = ?, timezone = ? WHERE id = ?", p.Name, p.Locale, p.Timezone, who.ID).Exec(ctx)
	return err
}
