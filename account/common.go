package account

import "strings"

// commonWords are words that passwords are so often made of that one made of
// nothing else, with digits and signs anywhere, is refused.
var commonWords = strings.Fields(`
password passwort passwd pass word welcome letmein letme let me in iloveyou ilove love you i my is the this a an
qwerty qwertyuiop azerty asdf asdfgh zxcvbn zxcvbnm qwe asd zxc abc abcdef abcd xyz
admin administrator root user username login logon signin sign on secret private access changeme change default
temp temporary test testing tester guest master monkey dragon football baseball superman batman spiderman princess
sunshine shadow michael jennifer jessica charlie jordan thomas daniel george andrew ashley liverpool chelsea arsenal
everton celtic rangers hibs hearts manchester united city scotland scottish edinburgh glasgow aberdeen dundee stirling
falkirk fife perth inverness alba council caseclock conference social work team child children protection register
computer internet google facebook microsoft windows office teams hello goodbye whatever trust no one nobody starwars
summer winter spring autumn january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday today tomorrow new old year day
enter open sesame please thanks blink flower freedom forever matrix ninja cookie pepper ginger buster killer hunter
soccer hockey tigger pokemon pussycat mustang harley letters number numbers key keyboard and or not of to
first second third last next two three four five six seven eight nine ten zero
`)

// common are whole passwords of twelve characters or more that are tried first
// and that no rule tells, without their signs.
var common = setOf(`
correcthorsebatterystaple correcthorsebattery zaq12wsxcde3 zaq1xsw2cde3 1qaz2wsx3edc 1qazxsw23edc qazwsxedcrfv
q1w2e3r4t5y6 1q2w3e4r5t6y 1q2w3e4r5t6y7u a1b2c3d4e5f6 1a2b3c4d5e6f abc123def456 abcd1234efgh aa123456789
123456789abc 123456789qwe qwe123asd456 qwe123asd456zxc asdqwe123zxc 123qweasdzxc qweasdzxc123 1234qwerasdf
q1w2e3r4t5y6u7 unitedkingdom greatbritain manchesterunited newcastleunited rangersfc1872 celticfc1888 celticfc1967
slaintemhath christopher1 alexander123 elizabeth123 jonathan1234 stephanie123 samantha1234 victoria1234 benjamin1234
nothingtolose tobeornottobe thequickbrownfox maytheforcebewithyou livelaughlove hakunamatata supercalifragilistic
chocolate123 butterfly123 strawberry12 sweetheart12 snowboarding basketball12 volleyball12 harrypotter1 lordoftherings
jesuschrist1 godisgreat12 blessed12345 mississippi1 californiadreaming donaldduck12 mickeymouse1 winniethepooh
purplemonkey monkeybusiness lovelovelove fuckyoufuckyou motherfucker ilovemychildren ilovemyfamily
`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}
