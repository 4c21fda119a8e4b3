package desk

import "hilo/app/words"

// Sentence says what the entry is in the reader's language: once, for page,
// stream and lists. toDesk words it for staff, else for the requester.
func (e *Entry) Sentence(v *words.Localizer, toDesk bool) string {
	key, args := e.Kind.sentence(), []any{"Name", Who(v, e.AuthorName)}
	switch e.Kind {
	case Rated:
		args = append(args, "Score", v.T("rating."+e.Data.Score))
	case Held:
		args = append(args, "Status", v.T("desk.status."+string(e.Data.Status)))
	case Assigned:
		if e.Data.Own {
			key = "entry.taken"
		} else if e.Data.Assignee == "" {
			key = "entry.unassigned"
		}
		args = append(args, "Assignee", e.Data.Assignee)
	}
	if !toDesk && e.AuthorID != nil && !e.ByDesk {
		key += ".you"
	}
	return v.T(key, args...)
}

// Who is how a person is named in a sentence: the first name, or what they are.
func Who(v *words.Localizer, name string) string {
	if first := firstWord(name); first != "" {
		return first
	}
	return v.T("entry.customer")
}
