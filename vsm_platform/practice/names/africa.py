"""Common names of Africa and the Arab countries; Moroccan people's in Arabic too."""

from vsm_platform.practice.names.base import NameList

NAMES = {
    "MA": NameList(
        "Salma/سلمى Youssef/يوسف Fatima-Zahra/فاطمة_الزهراء Mehdi/المهدي Imane/إيمان Ayoub/أيوب "
        "Khadija/خديجة Hamza/حمزة Zineb/زينب Anas/أنس Nour/نور",
        "El_Amrani/العمراني Benjelloun/بنجلون Alaoui/العلوي Tazi/التازي Idrissi/الإدريسي "
        "Bennani/بناني Chraibi/الشرايبي Ouazzani/الوزاني Berrada/برادة",
    ),
    "GH": NameList(
        "Akosua Kwame Ama Kofi Efua Yaw Abena Kwabena Adwoa Selorm Fatima Nii",
        "Mensah Owusu Boateng Asante Osei Agyemang Addo Dzokoto Quaye Alhassan Ansah",
    ),
    "ZA": NameList(
        "Thandiwe Sipho Lerato Johan Nomvula Ahmed Anika Kagiso Zanele Pieter Naledi Themba",
        "Dlamini Nkosi van_der_Merwe Naidoo Botha Mokoena Adams Khumalo Jacobs Zulu",
    ),
    "EG": NameList(
        "Mariam/مريم Omar/عمر Nour/نور Ahmed/أحمد Salma/سلمى Mahmoud/محمود Habiba/حبيبة Karim/كريم",
        "Hassan/حسن El-Sayed/السيد Mostafa/مصطفى Ibrahim/إبراهيم Fahmy/فهمي Mansour/منصور Ali/علي",
    ),
}
