package scan

// network numbers its cards by their first digits, from first to last, at these
// lengths or those between.
type network struct {
	first, last       string
	shortest, longest int
}

var networks = []network{
	{"4", "4", 13, 13}, {"4", "4", 16, 16}, {"4", "4", 19, 19}, // Visa
	{"51", "55", 16, 16}, {"2221", "2720", 16, 16}, // Mastercard
	{"34", "34", 15, 15}, {"37", "37", 15, 15}, // American Express
	{"6011", "6011", 16, 19}, {"644", "659", 16, 19}, // Discover
	{"300", "305", 14, 19}, {"309", "309", 14, 19}, {"36", "36", 14, 19}, {"38", "39", 14, 19}, // Diners Club
	{"3528", "3589", 16, 19},                   // JCB
	{"62", "62", 16, 19}, {"81", "81", 16, 19}, // UnionPay
	{"2200", "2204", 16, 19},                   // Mir
	{"50", "50", 12, 19}, {"56", "69", 12, 19}, // Maestro
}

// issued tells whether a network may have given a card this number. Other numbers
// pass Luhn's test too: those of telephones (IMEI) always, one in ten of any.
func issued(digits []byte) bool {
	for _, n := range networks {
		begin := string(digits[:len(n.first)])
		if len(digits) >= n.shortest && len(digits) <= n.longest && n.first <= begin && begin <= n.last {
			return true
		}
	}
	return false
}
