package account

import "regexp"

// ticketPath is the address of a ticket, for who asked or for staff.
var ticketPath = regexp.MustCompile(`^(?:/desk)?/tickets/(\d{8,18})$`)

// ticketOf is the number of the ticket that next leads to; "" for elsewhere.
func ticketOf(next string) string {
	if found := ticketPath.FindStringSubmatch(next); found != nil {
		return found[1]
	}
	return ""
}
