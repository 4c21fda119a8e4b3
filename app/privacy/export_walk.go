package privacy

import (
	"fmt"
	"net/url"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
)

// Teller is told of tickets and their entries, in order; Begin and End may be nil.
type Teller struct {
	Begin func(*desk.Ticket) error
	Entry func(*desk.Entry, []File) error
	End   func() error
}

// Walk tells of all own tickets as their requester sees them: After decides.
func (x *Export) Walk(tell Teller) error {
	numbers, err := x.Desk.Lists.Numbers(x.ctx, x.actor)
	if err != nil {
		return err
	}
	for _, number := range numbers {
		if err := x.ticket(number, tell); err != nil {
			return err
		}
	}
	return nil
}

func (x *Export) ticket(number int64, tell Teller) error {
	t, err := x.Desk.Ticket(x.ctx, x.actor, number)
	if fault.Of(err).Kind == fault.Unknown {
		return nil // no longer theirs
	} else if err != nil {
		return err
	}
	if tell.Begin != nil {
		if err := tell.Begin(t); err != nil {
			return err
		}
	}
	for seq, more := int64(0), true; more; {
		_, entries, err := x.Desk.After(x.ctx, x.actor, number, seq)
		if err != nil {
			return err
		}
		blobs, err := x.Desk.StoredFiles(x.ctx, entries)
		if err != nil {
			return err
		}
		for i := range entries {
			seq = entries[i].Seq
			if err := tell.Entry(&entries[i], x.kept(&entries[i], blobs)); err != nil {
				return err
			}
		}
		more = desk.Behind(entries)
	}
	if tell.End == nil {
		return nil
	}
	return tell.End()
}

// kept are the entry's files that are still there. Their names were cleaned
// when they came; the number before them keeps two of one name apart.
func (x *Export) kept(e *desk.Entry, blobs map[string]desk.File) (all []File) {
	for i, f := range e.Files() {
		if blob, ok := blobs[f.ID]; ok {
			all = append(all, x.place(blob, e.Ticket, fmt.Sprintf("%d-%d", e.Seq, i+1)))
		}
	}
	return all
}

// place is where f lies in the zip: by its ticket, and there by what is before its name.
func (x *Export) place(f desk.File, ticket int64, before string) File {
	dir, name := fmt.Sprintf("files/%d/", ticket), before+" "+files.CleanName(f.Name)
	return File{f, dir + name, dir + url.PathEscape(name)}
}

// Draft is what was not sent, with its files. A new ticket has number 0.
type Draft struct {
	desk.Draft
	Kept []File
}

func (x *Export) readDrafts() error {
	drafts, err := x.Desk.Drafts.All(x.ctx, x.actor)
	for _, d := range drafts {
		one := Draft{Draft: d}
		for i, u := range d.Uploads {
			f := desk.File{Meta: u.Meta}
			one.Kept = append(one.Kept, x.place(f, u.Ticket, fmt.Sprintf("0-%d", i+1))) // no entry has number 0
		}
		x.Drafts = append(x.Drafts, one)
	}
	return err
}
