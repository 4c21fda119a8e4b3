package account

import (
	"fmt"
	"net/url"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
)

// teller is told of tickets and their entries, in order; nil functions are left out.
type teller struct {
	begin func(*desk.Ticket) error
	entry func(*desk.Entry, []exportFile) error
	end   func() error
}

// walk tells of all own tickets as their requester sees them: After decides.
func (x *export) walk(tell teller) error {
	numbers, err := x.Desk.TicketNumbers(x.ctx, x.v.Actor)
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

func (x *export) ticket(number int64, tell teller) error {
	t, err := x.Desk.Ticket(x.ctx, x.v.Actor, number)
	if fault.Of(err).Kind == fault.Unknown {
		return nil // no longer theirs
	} else if err != nil {
		return err
	}
	if tell.begin != nil {
		if err := tell.begin(t); err != nil {
			return err
		}
	}
	for seq, more := int64(0), true; more; {
		_, entries, err := x.Desk.After(x.ctx, x.v.Actor, number, seq)
		if err != nil {
			return err
		}
		blobs, err := x.Desk.StoredFiles(x.ctx, entries)
		if err != nil {
			return err
		}
		for i := range entries {
			seq = entries[i].Seq
			if err := tell.entry(&entries[i], x.kept(&entries[i], blobs)); err != nil {
				return err
			}
		}
		more = desk.Behind(entries)
	}
	if tell.end == nil {
		return nil
	}
	return tell.end()
}

// kept are the entry's files that are still there. Their names were cleaned
// when they came; the number before them keeps two of one name apart.
func (x *export) kept(e *desk.Entry, blobs map[string]desk.File) (all []exportFile) {
	for i, f := range e.Files() {
		if blob, ok := blobs[f.ID]; ok {
			all = append(all, x.place(blob, e.Ticket, fmt.Sprintf("%d-%d", e.Seq, i+1)))
		}
	}
	return all
}

// place is where f lies in the zip: by its ticket, and there by what is before its name.
func (x *export) place(f desk.File, ticket int64, before string) exportFile {
	dir, name := fmt.Sprintf("files/%d/", ticket), before+" "+files.CleanName(f.Name)
	return exportFile{f, dir + name, dir + url.PathEscape(name), x.v.Localizer.Bytes(f.Size), f.Width > 0 && files.Inline(f.Type)}
}

// exportDraft is what was not sent, with its files. A new ticket has number 0.
type exportDraft struct {
	desk.Draft
	Kept []exportFile
}

func (x *export) readUnsent() (all []exportDraft, err error) {
	drafts, err := x.Desk.Drafts(x.ctx, x.v.Actor)
	for _, d := range drafts {
		one := exportDraft{Draft: d}
		for i, u := range d.Uploads {
			f := desk.File{Meta: u.Meta}
			one.Kept = append(one.Kept, x.place(f, u.Ticket, fmt.Sprintf("0-%d", i+1))) // no entry has number 0
		}
		all = append(all, one)
	}
	return all, err
}
