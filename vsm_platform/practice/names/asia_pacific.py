"""Common names of Asia and the Pacific, many with the script that people write them in."""

from vsm_platform.practice.names.base import NameList

_CANTONESE_GIVEN = (
    "Ka_Yan/嘉欣 Chun_Hei/俊熙 Tsz_Ching/子晴 Ho_Yin/浩然 "
    "Wing_Sum/詠心 Man_Kit/文傑 Hoi_Lam/凱琳 Ming_Fai/明輝"
)

NAMES = {
    "WS": NameList(
        "Sina Tavita Lagi Ioane Mele Sefo Teuila Fa’afetai Losa Pita Masina Tui",
        "Fa’alogo Leiataua Tuilagi Sāpolu Lemalu Fiame Ah_Kuoi Toleafoa Seumanu Masoe Lesa",
    ),
    "JP": NameList(
        "Hanako/花子 Haruto/陽翔 Yui/結衣 Sōta/颯太 Sakura/さくら Ren/蓮 Aoi/葵 Yūma/悠真 Mio/美桜 Daiki/大輝 "
        "Ayaka/彩花 Kenji/健二",
        "Satō/佐藤 Suzuki/鈴木 Takahashi/高橋 Tanaka/田中 Watanabe/渡辺 Yamamoto/山本 Nakamura/中村 "
        "Kobayashi/小林 Katō/加藤 Yoshida/吉田 Saitō/齋藤",
        family_first=True,
    ),
    "CN": NameList(
        "Xinyi/欣怡 Haoran/浩然 Zihan/子涵 Yuchen/宇晨 "
        "Mengyao/梦瑶 Jiahao/嘉豪 Ruoxi/若曦 Wei/伟 Lihua/丽华 Bo/博",
        "Wang/王 Li/李 Zhang/张 Liu/刘 Chen/陈 Yang/杨 Huang/黄 Zhao/赵 Ouyang/欧阳 Lü/吕 Xu/徐",
        family_first=True,
        latin_family_first=True,
    ),
    "HK": NameList(
        _CANTONESE_GIVEN,
        "Chan/陳 Wong/黃 Lee/李 Cheung/張 Lam/林 Ng/吳 Leung/梁 Ho/何 Kwok/郭",
        family_first=True,
        latin_family_first=True,
    ),
    "KR": NameList(
        "Seo-yeon/서연 Min-jun/민준 Ji-woo/지우 Do-yun/도윤 Ha-eun/하은 Ye-jun/예준 Su-bin/수빈 Hyun-woo/현우 "
        "Yu-na/유나 Jae-hyun/재현",
        "Kim/김 Lee/이 Park/박 Choi/최 Jung/정 Kang/강 Yoon/윤 Namgung/남궁 Seo/서",
        family_first=True,
        latin_family_first=True,
    ),
    "SG": NameList(
        "Hui_Min/慧敏 Wei_Jie/伟杰 Nurul Arjun Jia_Hui/佳慧 Muhammad_Danish Priya Jun_Kai/俊凯 Siti Ryan",
        "Tan/陈 Lim/林 Rahman Nair Ng/黄 Abdullah Lee/李 Goh/吴 Krishnan",
    ),
    "MY": NameList(
        "Nur_Aisyah Muhammad_Haziq Mei_Ling Arvind Siti_Nurhaliza Wei_Hong Kavitha Amirul Li_Ting "
        "Ahmad_Faiz Dayang Jeremiah",
        "binti_Abdullah bin_Ismail Tan a/l_Raman Lim Wong a/p_Subramaniam Hassan Lee anak_Jugah",
    ),
    "ID": NameList(
        "Putri Rizky Ayu Dimas Siti Bagus Dewi Fajar Nurul Wahyu Ni_Luh Yohanes",
        "Wijaya Santoso Lestari Pratama Hidayat Siregar Nasution Kusuma Saputra Rahmawati Halim",
    ),
    "PH": NameList(
        "Angel John_Paul Maria_Clarita Mark_Anthony Princess Jericho Althea Joshua Bea Rafael Liza",
        "dela_Cruz Santos Reyes Garcia Mendoza Bautista Villanueva Ramos Aquino Magsaysay",
    ),
    "TH": NameList(
        "Siriporn/ศิริพร Thanawat/ธนวัฒน์ Kanya/กัญญา Phuwadon/ภูวดล Nattaya/ณัฐยา Anan/อนันต์ "
        "Ploy/พลอย Kittisak/กิตติศักดิ์ Mali/มะลิ",
        "Srisai/ศรีใส Wongsawat/วงศ์สวัสดิ์ Chaiyasit/ไชยสิทธิ์ Suwan/สุวรรณ Boonmee/บุญมี "
        "Rattanakul/รัตนกุล Thongchai/ธงชัย Intharat/อินทรัตน์",
    ),
    "VN": NameList(
        "Thị_Hương Minh_Anh Đức_Huy Thùy_Linh Quang_Hải Ngọc_Mai Hữu_Phước Bảo_Châu Thanh_Tùng "
        "Khánh_Vy",
        "Nguyễn Trần Lê Phạm Hoàng Huỳnh Vũ Đặng Bùi",
        family_first=True,
        latin_family_first=True,
    ),
    "IN": NameList(
        "Ananya/अनन्या Aarav/आरव Diya/दिया Rohan/रोहन Lakshmi/लक्ष्मी Arjun/अर्जुन Meera/मीरा "
        "Kiran/किरण Fatima/फ़ातिमा Vikram/विक्रम Sneha/स्नेहा",
        "Sharma/शर्मा Rao/राव Patel/पटेल Nair/नायर Khan/ख़ान Iyer/अय्यर Das/दास Shetty/शेट्टी Gupta/गुप्ता",
    ),
    "LK": NameList(
        "Nimali/නිමාලි Kasun/කසුන් Dilini/දිලිනි Tharindu/තරිඳු Sanduni/සඳුනි Ruwan/රුවන් "
        "Kavitha/கவிதா Ishara/ඉෂාරා Suren/சுரேன் Amaya/අමායා",
        "Perera/පෙරේරා Fernando/ප්‍රනාන්දු Jayasinghe/ජයසිංහ Silva/සිල්වා Bandara/බණ්ඩාර "
        "Wickramasinghe/වික්‍රමසිංහ Rajapaksha/රාජපක්ෂ",
    ),
    "AU": NameList(
        "Charlotte Jack Matilda Lachlan Ruby Cooper Jarrah Thomas Mia Nguyen_An Evie Angus",
        "Smith Nguyen Jones Williams O’Connor Chen Taylor Papadopoulos Brown Singh Murray",
    ),
    "NZ": NameList(
        "Aroha Oliver Mia Tāne Charlotte Nikau Hine Jack Ngaio Wiremu Ella Sione",
        "Smith Parata Williams Ngata Brown Taylor Tūhoe Wilson Tamatea Campbell Patel",
    ),
}
