import type { Dice } from './dice.ts';

// People and organisations that do not exist, with names as they are given in many parts of India and beyond.

export type Region = keyof typeof regions;

const list = (text: string): string[] => text.trim().split(/\s*,\s*/);

const regions = {
  north: {
    first: list(
      'Aarav, Vivaan, Ananya, Ishita, Rohit, Neha, Pooja, Amit, Sandeep, Kavita, Nikhil, Shreya, Manish, Ritu, Deepak, Swati',
    ),
    last: list(
      'Sharma, Verma, Gupta, Agarwal, Mishra, Tiwari, Saxena, Srivastava, Chauhan, Yadav, Pandey, Rastogi',
    ),
  },
  west: {
    first: list(
      'Hetal, Jignesh, Kunal, Mitali, Parth, Riddhi, Nirav, Khushbu, Sayali, Omkar, Tejas, Mrunal, Sagar, Prachi',
    ),
    last: list(
      'Patel, Shah, Mehta, Desai, Joshi, Kulkarni, Deshmukh, Patil, Pawar, Trivedi, Solanki, Bhosale',
    ),
  },
  tamil: {
    first: list(
      'Karthik, Priya, Senthil, Divya, Arun, Kavya, Murugan, Lakshmi, Vignesh, Janani, Prakash, Nithya',
    ),
    last: list(
      'Subramanian, Ramanathan, Murugesan, Natarajan, Balasubramanian, Chandran, Sundaram, Rajendran',
    ),
  },
  telugu: {
    first: list('Srinivas, Harika, Venkatesh, Sravani, Praveen, Lavanya, Ravi Teja, Sowmya, Kiran, Madhavi'),
    last: list('Reddy, Rao, Naidu, Chowdary, Varma, Gadde, Kolluri, Yerramilli'),
  },
  kannada: {
    first: list('Manjunath, Shwetha, Raghavendra, Pallavi, Girish, Sushma, Darshan, Chaitra, Puneeth, Vidya'),
    last: list('Gowda, Hegde, Shetty, Kamath, Bhat, Nayak, Murthy, Kulkarni'),
  },
  malayalam: {
    first: list('Anoop, Lekshmi, Jithin, Aswathy, Vishnu, Reshma, Nithin, Athira, Sajeev, Meera'),
    last: list('Nair, Menon, Pillai, Kurian, Thomas, Varghese, Nambiar, Mathew'),
  },
  east: {
    first: list('Subhajit, Sourav, Moumita, Debjani, Arindam, Tanushree, Biswajit, Payel, Pranab, Rituparna'),
    last: list('Chatterjee, Banerjee, Ghosh, Das, Mukherjee, Sen, Bose, Mohanty, Panda, Borah'),
  },
  punjab: {
    first: list(
      'Gurpreet, Harleen, Jaspreet, Simran, Manpreet, Navjot, Amandeep, Kirandeep, Sukhwinder, Harjit',
    ),
    last: list('Singh, Kaur, Gill, Dhillon, Sandhu, Sidhu, Bajwa, Grewal'),
  },
  urdu: {
    first: list('Imran, Ayesha, Faizan, Sana, Zubair, Nazia, Arif, Rukhsar, Salman, Mehnaz, Tariq, Shabana'),
    last: list('Khan, Ansari, Shaikh, Qureshi, Siddiqui, Pathan, Mirza, Hussain'),
  },
  goa: {
    first: list('Savio, Melissa, Cletus, Sharmila, Agnelo, Rochelle, Denzil, Natasha'),
    last: list("Fernandes, D'Souza, Pereira, Rodrigues, Gomes, Lobo"),
  },
  hills: {
    first: list('Tenzin, Lalrinpuii, Thangjam, Banri, Imsong, Sonam, Zorawar, Mimi'),
    last: list('Lepcha, Sailo, Devi, Lyngdoh, Ao, Bhutia, Negi, Rawat'),
  },
  abroad: {
    first: list('Oliver, Amelia, Noah, Sofía, Chloé, Lukas, Zoë, José, Fatima, Kofi'),
    last: list('Brown, Müller, García, Okafor, O’Connor, Nguyễn, Rossi, Silva'),
  },
} as const;

/** Names as their bearers write them, and in Latin letters for the address. */
const native = list(
  `प्रिया शर्मा=priya sharma, राहुल वर्मा=rahul verma, सुनीता यादव=sunita yadav, अमित कुमार=amit kumar,
  अंजलि मिश्रा=anjali mishra, विकास त्रिपाठी=vikas tripathi, पूजा गुप्ता=pooja gupta, संजय पाटील=sanjay patil,
  स्नेहा कुलकर्णी=sneha kulkarni, रमेश चौहान=ramesh chauhan, कविता जोशी=kavita joshi, दीपक सोनी=deepak soni,
  আনন্দ সেন=ananda sen, মৌমিতা দাস=moumita das, கார்த்திக் ராஜா=karthik raja, திவ்யா குமார்=divya kumar,
  ગીતા પટેલ=geeta patel, હર્ષ શાહ=harsh shah, రవి కుమార్=ravi kumar, ਗੁਰਪ੍ਰੀਤ ਕੌਰ=gurpreet kaur`,
).map((pair) => pair.split('=') as [string, string]);

/** Small letters and digits, for an address. */
export const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

export interface FullName {
  name: string;
  /** The same in small Latin letters, words apart by dots. */
  latin: string;
}

/** A person of a region; now and then of another, or with a name in its own script. */
export const personName = (dice: Dice, home: Region): FullName => {
  if (home !== 'abroad' && dice.chance(0.07)) {
    const [name, latin] = dice.pick(native);
    return { name, latin: latin.replaceAll(' ', '.') };
  }
  const everywhere = Object.keys(regions).filter((r) => r !== 'abroad') as Region[];
  const region = regions[home !== 'abroad' && dice.chance(0.25) ? dice.pick(everywhere) : home];
  const name = `${dice.pick<string>(region.first)} ${dice.pick<string>(region.last)}`;
  return { name, latin: plain(name).replaceAll(' ', '.') };
};

const founders = list(
  'Shreeji, Nakshatra, Tridev, Kaveri, Sahyadri, Malhar, Ashirwad, Navkar, Vaibhavi, Girnar, Panchsheel, Saptagiri, Chintamani, Arunodaya, Devgiri, Meghdoot, Udaygiri, Amrutha, Sundarban, Jalaram, Himadri, Konark, Dhanvarsha, Rajtilak, Swarnim, Kalpavruksh, Vindhya, Mandakini, Omkareshwar, Tungabhadra',
);
const trades = list(
  'Textiles, Foods, Cold Storage, Engineering Works, Ceramics, Pharma, Packaging, Auto Components, Polymers, Dairy, Rice Mills, Foundry, Hospitals, School Trust, Logistics, Hotels, Steel Tubes, Chemicals, Printing, Spinning Mills, Co-operative Society, Warehousing',
);
const forms = list('Pvt Ltd, Pvt Ltd, Pvt Ltd, Ltd, LLP, & Sons, Industries, (India) Pvt Ltd');

/** An organisation that does not exist. */
export const organisationName = (dice: Dice): string => {
  const trade = dice.pick(trades);
  const bare = /Trust|Society|Hospitals$/.test(trade);
  return `${dice.pick(founders)} ${trade}${bare ? '' : ` ${dice.pick(forms)}`}`;
};
